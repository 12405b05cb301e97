// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

static
#if LINUX_VERSION_CODE > KERNEL_VERSION(5, 0, 0)
vm_fault_t
#else
int
#endif
widget_fault(
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 11, 0)
	struct vm_area_struct *,
#endif
	struct vm_fault *);

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};

static
#if LINUX_VERSION_CODE > KERNEL_VERSION(5, 0, 0)
vm_fault_t
#else
int
#endif
widget_fault(
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 11, 0)
	struct vm_area_struct *vma,
#endif
	struct vm_fault *vmf)
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
