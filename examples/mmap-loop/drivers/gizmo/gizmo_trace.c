// SPDX-License-Identifier: MIT
/*
 * gizmo: an invented device that writes a trace of what it does. User space
 * maps the trace once, all of it, and reads along.
 */
#include <linux/bug.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

struct gizmo_trace {
	spinlock_t	lock;
	unsigned long	bytes;
	void		*buffer;
};

static int gizmo_trace_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gizmo_trace *trace = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long off;
	struct page *page;
	void *buffer;
	int res = 0;

	buffer = vmalloc_user(size);
	if (!buffer)
		return -ENOMEM;

	spin_lock(&trace->lock);
	if (size != trace->bytes || vma->vm_pgoff) {
		res = -EINVAL;
		goto free;
	}
	if (!trace->buffer) {
		trace->buffer = buffer;
		vma->vm_flags |= VM_DONTEXPAND;
		spin_unlock(&trace->lock);
		for (off = 0; off < size; off += PAGE_SIZE) {
			page = vmalloc_to_page(trace->buffer + off);
			if (vm_insert_page(vma, vma->vm_start + off, page))
				WARN_ONCE(1, "vm_insert_page() failed");
		}
		return 0;
	}
free:
	spin_unlock(&trace->lock);
	vfree(buffer);
	return res;
}

static const struct file_operations gizmo_trace_fops = {
	.mmap	= gizmo_trace_mmap,
};
