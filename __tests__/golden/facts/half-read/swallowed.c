#include "ops.h"

/* = unknown fault: swallowed_insert is named in swallowed_fault, behind a brace that seems to end it (swallowed.c:18) */
static int swallowed_insert(void *vma)
{
	return 0;
}

/* = only fault: swallowed_ops.fault -> swallowed_fault */
static int swallowed_fault(void *vmf)
{
	if (vmf) {
	return 0;
}

static int swallowed_mmap(void *file, void *vma)
{
	return swallowed_insert(vma);
	}
}

static const struct vm_operations_struct swallowed_ops = { .fault = swallowed_fault };
static const struct file_operations swallowed_fops = { .mmap = swallowed_mmap };
