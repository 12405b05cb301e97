/* = both fault process: dev_vm_ops.fault -> dev_fault -> dev_insert: dev_fops.mmap -> dev_mmap -> dev_insert */
int dev_insert(struct vm_area_struct *vma, unsigned long at)
{
	return vm_insert_page(vma, at, NULL);
}
EXPORT_SYMBOL(dev_insert);

/* = only fault: dev_vm_ops.fault -> dev_fault */
static int dev_fault(struct vm_fault *vmf)
{
	return dev_insert(vmf->vma, vmf->address);
}

/* = only process: dev_fops.mmap -> dev_mmap */
static int dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	for_each_page(page, vma) {
		if (dev_insert(vma, vma->vm_start))
			WARN_ONCE(1, "dev_insert() failed\n");
	}
	return exported_to_the_tree(vma);
}

static const struct vm_operations_struct dev_vm_ops = { .fault = dev_fault };
static const struct file_operations dev_fops = { .mmap = dev_mmap };
