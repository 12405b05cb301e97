/* a switch over errnos */

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;

	switch (vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0))) {
	case 0:
	case -EBUSY:
		gizmo_sync(g, 0);
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
