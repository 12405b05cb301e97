/* S8, must: the first error ends the loop and is returned; an entry that is there does not */

static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gizmo *g = file->private_data;
	int i, err;

	for (i = 0; i < 3; i++) {
		err = vm_insert_mixed(vma, vma->vm_start + i * PAGE_SIZE, phys_to_pfn_t(g->base + i, PFN_DEV));
		if (err == -EBUSY)
			continue;
		if (err)
			goto undo;
	}
	gizmo_get(g);
	return 0;

undo:
	dev_err(g->dev, "cannot map: %d\n", err);
	gizmo_unpin(g);
	return err;
}

static const struct file_operations gizmo_fops = {
	.mmap = gizmo_mmap,
};
