// SPDX-License-Identifier: MIT
/*
 * Gizmo: the command ring, which user space maps to ring its doorbell.
 */
#include <linux/mm.h>

#include "gizmo.h"

static int gizmo_ring_insert(struct gizmo_ring *ring, struct vm_fault *vmf)
{
	unsigned long pfn = ring->doorbell_pfn;

	if (!ring->running)
		return VM_FAULT_SIGBUS;

	switch (vm_insert_pfn(vmf->vma, vmf->address, pfn)) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static int gizmo_ring_fault(struct vm_fault *vmf)
{
	struct gizmo_ring *ring = vmf->vma->vm_private_data;
	int ret;

	gizmo_lock(ring);
	ret = gizmo_ring_insert(ring, vmf);
	gizmo_unlock(ring);

	return ret;
}

const struct vm_operations_struct gizmo_ring_vm_ops = {
	.fault = gizmo_ring_fault,
};
