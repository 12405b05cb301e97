/* S8, must: the errno of one call is returned */

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gizmo *g = file->private_data;

	if (gizmo_is_tiled(g))
		return -EINVAL;
	return vm_insert_pfn(vma, vma->vm_start, gizmo_pfn(g, 0));
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
