/* = both fault process: model_vm_ops.fault -> model_fault -> body_insert: model_fops.mmap -> body_mmap -> body_insert */
static int body_insert(struct vm_area_struct *vma)
{
	return vm_insert_page(vma, vma->vm_start, NULL);
}

/* = only process: model_fops.mmap -> body_mmap */
static int body_mmap(struct file *file, struct vm_area_struct *vma)
{
	return body_insert(vma) + model_check(vma);
}
