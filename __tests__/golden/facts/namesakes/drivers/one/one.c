#include <linux/fs.h>
#include "ops.h"
static const struct pair_ops *one_known;

/* = only process: one_fops.mmap -> one_mmap -> struct pair_ops.run -> one_run */
static int one_run(void *vma)
{
	return 0;
}

/* = only process: one_fops.mmap -> one_mmap */
static int one_mmap(void *file, void *vma)
{
	return one_known->run(vma);
}

const struct pair_ops one_pair = { .run = one_run };
static const struct file_operations one_fops = { .mmap = one_mmap };
