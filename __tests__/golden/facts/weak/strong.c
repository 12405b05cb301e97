#include "ops.h"

/* = both fault process: weak_ops.fault -> weak_fault -> attribute_insert: strong_fops.mmap -> strong_mmap -> attribute_insert */
int attribute_insert(void *vma)
{
	return 0;
}

/* = unknown fault process: pragma_insert is named by a #pragma (weak.c:3) */
int pragma_insert(void *vma)
{
	return 0;
}

/* = both fault process: weak_ops.fault -> weak_fault -> declared_insert: strong_fops.mmap -> strong_mmap -> declared_insert */
int declared_insert(void *vma)
{
	return 0;
}

/* = only process: strong_fops.mmap -> strong_mmap -> board_insert */
int board_insert(void *vma)
{
	return 0;
}

/* = only process: strong_fops.mmap -> strong_mmap */
static int strong_mmap(void *file)
{
	return attribute_insert(file) + pragma_insert(file) + declared_insert(file) + board_insert(file);
}

static const struct file_operations strong_fops = { .mmap = strong_mmap };
