// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

static int widget_fault(struct vm_fault *vmf)
#define vm_insert_pfn vmf_insert_pfn
{
	struct vm_area_struct *vma = vmf->vma;
	int err;

	err = vm_insert_pfn(vma, vma->vm_start, vmf->pgoff);
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;

	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
