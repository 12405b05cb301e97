#include "ops.h"

/* = unknown process: renamed_insert is named before renamed_again, in text that cannot be read (renamed.c:16) */
int renamed_insert(void *vma)
{
	return 0;
}

/* = only process: renamed_fops.mmap -> renamed_mmap */
static int renamed_mmap(void *file, void *vma)
{
	return renamed_insert(vma);
}

/* = only fault: renamed_ops.fault -> renamed_fault -> renamed_again */
static int renamed_again(void *vma) __alias(renamed_insert)
{
}

/* = only fault: renamed_ops.fault -> renamed_fault */
static int renamed_fault(void *vmf)
{
	return renamed_again(vmf);
}

static const struct vm_operations_struct renamed_ops = { .fault = renamed_fault };
static const struct file_operations renamed_fops = { .mmap = renamed_mmap };
