/* an old call and a new one, both read as an errno */

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	int ret;

	ret = vm_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0));
	if (ret)
		return VM_FAULT_SIGBUS;
	ret = vmf_insert_pfn(vmf->vma, vmf->address + PAGE_SIZE, gizmo_pfn(g, 1));
	if (ret)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
