/* SPDX-License-Identifier: GPL-2.0 */
#ifndef WIDGET_H
#define WIDGET_H

#include <linux/mm.h>
#include <linux/version.h>

struct file;

struct file_operations {
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
};

typedef _Bool bool;

static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

static inline bool IS_ERR(const void *ptr)
{
	return (unsigned long)ptr >= (unsigned long)-4095;
}

struct page *widget_page(struct vm_area_struct *vma);
int widget_other(struct vm_area_struct *vma);
void widget_trace(unsigned long what);
int printk(const char *format, ...);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 5, 0)
pfn_t widget_pfn(struct vm_fault *vmf);
#else
unsigned long widget_pfn(struct vm_fault *vmf);
#endif

#endif
