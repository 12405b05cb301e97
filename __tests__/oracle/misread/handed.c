/* a helper hands the code on as an int, and the handler looks for 0 */

static int gizmo_insert(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;

	return vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0));
}

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	if (gizmo_insert(vmf) == 0)
		return VM_FAULT_NOPAGE;
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
