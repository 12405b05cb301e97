/* the code goes through the driver's own map of errnos */

static vm_fault_t gizmo_code(int err)
{
	switch (err) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;

	return gizmo_code(vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0)));
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
