// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
#define WIDGET_ARGS struct vm_fault *vmf
#define WIDGET_VMA vmf->vma
#else
#define WIDGET_ARGS struct vm_area_struct *vma, struct vm_fault *vmf
#define WIDGET_VMA vma
#endif
#define widget_handler widget_fault

static int widget_fault(WIDGET_ARGS);

static int widget_handler(WIDGET_ARGS)
{
	int err = vm_insert_pfn(WIDGET_VMA, WIDGET_VMA->vm_start, vmf->pgoff);

	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
