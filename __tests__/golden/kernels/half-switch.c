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
	switch (vmf_insert_page(vma, vma->vm_start, widget_page(vma))) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
