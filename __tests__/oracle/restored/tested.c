/* S8, must: one call is tested, one ignored, and one goes on */

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gizmo *g = file->private_data;
	unsigned long addr = vma->vm_start;
	int err;

	vm_insert_pfn(vma, addr, gizmo_pfn(g, 0));
	if (vm_insert_pfn(vma, addr + PAGE_SIZE, gizmo_pfn(g, 1)))
		return -EAGAIN;
	err = vm_insert_pfn(vma, addr + 2 * PAGE_SIZE, gizmo_pfn(g, 2));
	return err ? : gizmo_sync(g, 2);
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
