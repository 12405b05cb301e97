// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

static int widget_mmap(struct file *file, struct vm_area_struct *vma)
{
	return vmf_insert_page(vma, vma->vm_start, widget_page(vma));
}

const struct file_operations widget_fops = {
	.mmap = widget_mmap,
};
