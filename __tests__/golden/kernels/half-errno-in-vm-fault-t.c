// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
static vm_fault_t widget_fault(struct vm_fault *vmf)
#else
static vm_fault_t widget_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
#endif
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
	struct vm_area_struct *vma = vmf->vma;
#endif
	vm_fault_t ret = widget_other(vma);

	if (ret)
		return ret;
	return vmf_insert_page(vma, vma->vm_start, widget_page(vma));
}

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
