// SPDX-License-Identifier: MIT
/*
 * Gizmo: buffers that are mapped page by page, each when it is touched.
 */
#include <linux/mm.h>

#include "gizmo.h"

static int gizmo_gem_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct gizmo_object *obj = vma->vm_private_data;
	unsigned long index;
	int ret;

	index = (vmf->address - vma->vm_start) >> PAGE_SHIFT;
	if (index >= obj->page_count)
		return VM_FAULT_SIGBUS;

	ret = vm_insert_page(vma, vmf->address, obj->pages[index]);
	switch (ret) {
	case 0:
	case -EAGAIN:
	case -ERESTARTSYS:
	case -EINTR:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

const struct vm_operations_struct gizmo_gem_vm_ops = {
	.fault = gizmo_gem_fault,
};
