// SPDX-License-Identifier: MIT
/*
 * Grabber: frames, mapped as a whole.
 */
#include <linux/mm.h>

#include "grabber.h"

static int grabber_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct grabber *grabber = file->private_data;
	unsigned long addr = vma->vm_start;
	unsigned int i;
	int err;

	for (i = 0; i < grabber->page_count; i++) {
		err = vm_insert_page(vma, addr, grabber->pages[i]);
		if (err)
			return err;
		addr += PAGE_SIZE;
	}

	return 0;
}

static const struct file_operations grabber_fops = {
	.mmap = grabber_mmap,
};
