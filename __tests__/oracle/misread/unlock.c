/* work between, and one way out */

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	vm_fault_t ret = VM_FAULT_NOPAGE;
	int err;

	mutex_lock(&g->lock);
	err = vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0));
	if (err)
		ret = VM_FAULT_SIGBUS;
	mutex_unlock(&g->lock);
	return ret;
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
