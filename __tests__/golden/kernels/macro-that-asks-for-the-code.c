// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 20, 0)
#define WIDGET_INSERT(v, a, p) (vmf_insert_pfn(v, a, p) == VM_FAULT_NOPAGE ? 0 : -EFAULT)
#else
#define WIDGET_INSERT(v, a, p) vm_insert_pfn(v, a, p)
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
static int widget_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
#else
static int widget_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
#endif
	int err = WIDGET_INSERT(vma, vma->vm_start, vmf->pgoff);

	if (err)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
