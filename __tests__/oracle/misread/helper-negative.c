/* a helper with an error of its own, which takes every code for success */

static int gizmo_put_page(struct gizmo *g, struct vm_fault *vmf)
{
	int ret;

	if (!gizmo_ready(g))
		return -EINVAL;
	ret = vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0));
	if (ret < 0)
		return ret;
	return 0;
}

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	int err;

	err = gizmo_put_page(g, vmf);
	switch (err) {
	case 0:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	}
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
