// SPDX-License-Identifier: MIT
/*
 * Trinket: its trace buffer.
 */
#include <linux/mm.h>

#include "trinket.h"

static int trinket_trace_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct trinket_trace *trace = file->private_data;

	if (vm_insert_page(vma, vma->vm_start, trace->page))
		WARN_ONCE(1, "the trace buffer is not mapped");

	return 0;
}

static const struct file_operations trinket_trace_fops = {
	.mmap = trinket_trace_mmap,
};
