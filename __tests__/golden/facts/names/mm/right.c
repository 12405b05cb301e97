#include <linux/twin.h>

/* = only process: right_fops.mmap -> right_mmap -> do_it */
static int do_it(void *p)
{
	return 0;
}

/* = only process: right_fops.mmap -> right_mmap -> vma_fault */
static int vma_fault(void *p)
{
	return 0;
}

/* = only process: right_fops.mmap -> right_mmap -> global_or_static */
static int global_or_static(void *p)
{
	return 0;
}

/* = only process: right_fops.mmap -> right_mmap */
static int right_mmap(struct file *file, struct vm_area_struct *vma)
{
	int helped = 0;
	struct twin *twin = file->private_data;

	helped |= do_it(file) + vma_fault(file);
	twin->helped = helped;
	return shared(file) + global_or_static(file) + helped;
}

static const struct file_operations right_fops = {
	.mmap = right_mmap,
};
