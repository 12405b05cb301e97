// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

/* One variable for codes and errnos, told apart by their sign. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 17, 0)
static vm_fault_t widget_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
static int widget_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
#else
static int widget_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
#endif
	int ret;

	if (vmf->pgoff & 1) {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 20, 0)
		ret = vmf_insert_pfn(vma, vma->vm_start, vmf->pgoff);
#else
		ret = vm_insert_pfn(vma, vma->vm_start, vmf->pgoff);
#endif
	} else {
		ret = vm_insert_page(vma, vma->vm_start, widget_page(vma));
	}
	if (ret > 0)
		return ret;
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

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
