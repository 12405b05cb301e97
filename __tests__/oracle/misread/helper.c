/* a helper that hands on what it tested for 0, and returns 0 for success */

static int gizmo_put_page(struct gizmo *g, struct vm_fault *vmf)
{
	int ret;

	ret = vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0));
	if (ret) {
		gizmo_touch(g, 1);
		return ret;
	}
	return 0;
}

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	int err;

	err = gizmo_put_page(g, vmf);
	if (err)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
