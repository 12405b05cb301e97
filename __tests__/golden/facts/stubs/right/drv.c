#include "../ops.h"
#include "gz.h"

/* = only process: right_fops.mmap -> right_mmap */
static int right_mmap(void *file, void *vma)
{
	return place(vma) + global(vma) + chosen(vma);
}

static const struct file_operations right_fops = { .mmap = right_mmap };
