// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/version.h>
#include "widget.h"

#if LINUX_VERSION_CODE >= KERNEL_VERSION(4, 11, 0)
static int widget_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
#else
static int widget_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
#endif
    int err;

    err = vm_insert_pfn(vma, vma->vm_start, vmf->pgoff);
    if (err && err != -EBUSY)
    {
        widget_trace(4);
        return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
    }
    return VM_FAULT_NOPAGE;
}

const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};
