/* several pages, and the first failure ends it */

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	unsigned long addr = vmf->address;
	int i, ret;

	for (i = 0; i < 2; i++) {
		ret = vmf_insert_pfn(vmf->vma, addr, gizmo_pfn(g, i));
		if (ret < 0)
			return VM_FAULT_SIGBUS;
		addr += PAGE_SIZE;
	}
	return VM_FAULT_NOPAGE;
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
