// SPDX-License-Identifier: MIT
/*
 * Widget: one register page.
 */
#include <linux/mm.h>

static int widget_fault(struct vm_fault *vmf)
{
	struct widget *widget = vmf->vma->vm_private_data;
	int err = vm_insert_pfn(vmf->vma, vmf->address, widget->regs_pfn);

	return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
