#include "ops.h"
#define HANDLERS "said.h"
static int said_insert(void *vma);
#include HANDLERS

/* = both fault process: said_ops.fault -> said_fault -> said_insert: said_fops.mmap -> said_mmap -> said_insert */
static int said_insert(void *vma)
{
	return 0;
}

/* = only process: said_fops.mmap -> said_mmap */
static int said_mmap(void *file)
{
	return said_insert(file);
}

static const struct file_operations said_fops = { .mmap = said_mmap };
