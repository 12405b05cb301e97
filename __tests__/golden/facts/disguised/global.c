#include "ops.h"

#define static
/* = both fault process: far_ops.fault -> far_fault -> far_insert: far_fops.mmap -> far_mmap -> far_insert */
static int far_insert(void *vma)
{
	return 0;
}
#undef static

/* = only process: far_fops.mmap -> far_mmap */
int far_mmap(void *file)
{
	return far_insert(file);
}

const struct file_operations far_fops = { .mmap = far_mmap };
