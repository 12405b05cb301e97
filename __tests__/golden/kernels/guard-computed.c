// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

#define MAJOR (LINUX_VERSION_CODE >> 16)
#define MINOR ((LINUX_VERSION_CODE >> 8) & 0xff)

#if MAJOR > 4 || (MAJOR == 4 && MINOR >= 11)
static int widget_fault(struct vm_fault *vmf)
#else
static int widget_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
#endif
{
#if LINUX_VERSION_CODE - KERNEL_VERSION(4, 11, 0) >= 0
	struct vm_area_struct *vma = vmf->vma;
#endif
	int err;

#if LINUX_VERSION_CODE / 65536 >= 5 || LINUX_VERSION_CODE % 65536 / 256 >= 20
	return vmf_insert_pfn(vma, vma->vm_start, vmf->pgoff);
#else
	err = vm_insert_pfn(vma, vma->vm_start, vmf->pgoff);
	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;

	return VM_FAULT_NOPAGE;
#endif
}

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
