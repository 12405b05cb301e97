// SPDX-License-Identifier: GPL-2.0
/* Calls what a driver has, with each result of the calls in it. */
#include <stdarg.h>
#include <stdio.h>
#include "widget.h"

static int inserted;

int injected(void)
{
	return inserted;
}

CODE injected_code(void)
{
	return inserted == -ENOMEM ? VM_FAULT_OOM :
	       inserted < 0 && inserted != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

struct page *widget_page(struct vm_area_struct *vma)
{
	return 0;
}

int widget_other(struct vm_area_struct *vma)
{
	return inserted;
}

void widget_trace(unsigned long what)
{
	printf("trace: %lu\n", what);
}

int printk(const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vprintf(format, args);
	va_end(args);
	return length;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 5, 0)
pfn_t widget_pfn(struct vm_fault *vmf)
{
	return (pfn_t) { vmf->pgoff };
}
#else
unsigned long widget_pfn(struct vm_fault *vmf)
{
	return vmf->pgoff;
}
#endif

/* A driver has one of them, or both. */
extern const struct vm_operations_struct widget_vm_ops __attribute__((weak));
extern const struct file_operations widget_fops __attribute__((weak));

int main(void)
{
	static const int values[] = { 0, -EBUSY, -ENOMEM, -EFAULT, -EINVAL, -EPERM };
	struct vm_area_struct vma = { 0 };
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
	struct vm_fault vmf = { .vma = &vma };
#else
	struct vm_fault vmf = { 0 };
#endif
	int i;

	for (i = 0; i < 6; i++) {
		inserted = values[i];
		printf("== %d\n", inserted);
		if (&widget_vm_ops) {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
			CODE code = widget_vm_ops.fault(&vmf);
#else
			CODE code = widget_vm_ops.fault(&vma, &vmf);
#endif
			printf("fault: %x\n", code);
		}
		if (&widget_fops)
			printf("mmap: %d\n", widget_fops.mmap(0, &vma));
	}
	return 0;
}
