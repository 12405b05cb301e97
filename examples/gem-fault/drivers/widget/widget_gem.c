// SPDX-License-Identifier: MIT
/*
 * widget: an invented graphics device. The pages of an object are put into a
 * mapping one by one, when they are touched.
 */
#include <linux/mm.h>

#include "widget.h"

static int widget_gem_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct widget_object *obj = vma->vm_private_data;
	unsigned long index;
	int ret;

	index = (vmf->address - vma->vm_start) >> PAGE_SHIFT;
	if (index >= obj->page_count)
		return VM_FAULT_SIGBUS;

	ret = vm_insert_page(vma, vmf->address, obj->pages[index]);
	switch (ret) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static int widget_regs_fault(struct vm_fault *vmf)
{
	struct widget_device *wdev = vmf->vma->vm_private_data;
	int err;

	err = vm_insert_pfn(vmf->vma, vmf->address, wdev->regs_pfn);
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;

	return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct widget_gem_vm_ops = {
	.fault = widget_gem_fault,
};

const struct vm_operations_struct widget_regs_vm_ops = {
	.fault = widget_regs_fault,
};
