#include "ops.h"
static int part_insert(void *vma);
#include "handlers.inc"

/* = unknown fault process: part_fault is named in a file that is not C (handlers.inc:1) */
static int part_insert(void *vma)
{
	return 0;
}

/* = only process: part_fops.mmap -> part_mmap */
static int part_mmap(void *file)
{
	return part_insert(file);
}

static const struct file_operations part_fops = { .mmap = part_mmap };
