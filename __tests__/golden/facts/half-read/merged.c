#include "ops.h"

/* = both fault process: merged_ops.fault -> merged_fault -> merged_insert: merged_fops.mmap -> merged_mmap -> merged_insert */
int merged_insert(void *vma)
{
	return 0;
}

/* = only process: merged_fops.mmap -> merged_mmap */
static int merged_mmap(void *file, void *vma)
{
	return merged_insert(vma);
}

/* = only fault: merged_ops.fault -> merged_fault */
static int merged_fault(void *vmf)
{
<<<<<<< HEAD
	lock(vmf);
=======
>>>>>>> topic
	merged_insert(vmf);
	return 0;
}

static const struct vm_operations_struct merged_ops = { .fault = merged_fault };
static const struct file_operations merged_fops = { .mmap = merged_mmap };
