/* S8, must: the errno is kept in memory, tested for one value, and mapped to another */

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gizmo *g = file->private_data;
	int err = gizmo_prepare(g);

	if (!err)
		err = vm_insert_pfn_prot(vma, vma->vm_start, gizmo_pfn(g, 1), pgprot_noncached(vma->vm_page_prot));
	g->last_error = err;
	switch (err) {
	case -EINVAL:
		gizmo_mark(g, 1);
		return -EIO;
	case -EAGAIN:
		return -EAGAIN;
	case 0:
		return 0;
	}
	gizmo_mark(g, 2);
	return err;
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
