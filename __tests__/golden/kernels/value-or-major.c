// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

static int widget_step(struct vm_fault *vmf)
{
	return vmf->pgoff == 2 ? -ENOMEM : 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
static int widget_fault(struct vm_fault *vmf)
#else
static int widget_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
#endif
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
	struct vm_area_struct *vma = vmf->vma;
#endif
	int err, major = 0;

	if (vmf->pgoff > 10)
		major = VM_FAULT_MAJOR;
	err = widget_step(vmf);
	if (!err)
		err = vm_insert_page(vma, vma->vm_start, widget_page(vma));
	if (err == -EBUSY)
		err = 0;
	if (err == -ENOMEM)
		return VM_FAULT_OOM | major;

	return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE | major;
}

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
