// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
static int widget_fault(struct vm_fault *vmf)
#else
static int widget_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
#endif
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
	struct vm_area_struct *vma = vmf->vma;
#endif
	int err;

	err = vm_insert_page(vma, vma->vm_start, widget_page(vma));
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;

	return VM_FAULT_NOPAGE;
}

#define WIDGET_OPS(X) X(fault, widget_fault)
#define SET(op, fn) .op = fn,

const struct vm_operations_struct widget_vm_ops = {
	WIDGET_OPS(SET)
};
