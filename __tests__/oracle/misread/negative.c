/* an errno is looked for, in a variable that is typed already */

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	vm_fault_t err = vmf_insert_pfn(vmf->vma, vmf->address, gizmo_pfn(g, 0));

	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
