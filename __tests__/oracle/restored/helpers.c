/* S8, must: a helper for each kind of memory; vm_insert_page() stays as it is */

static int gizmo_insert(struct gizmo *g, struct vm_area_struct *vma, unsigned long addr)
{
	return g->flags & GIZMO_IOMEM ?
		vm_insert_pfn(vma, addr, gizmo_pfn(g, 0)) :
		vm_insert_page(vma, addr, g->page);
}

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gizmo *g = file->private_data;
	int err = gizmo_insert(g, vma, vma->vm_start);

	if (err < 0)
		gizmo_unpin(g);
	return err;
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
