#include "ops.h"

/* = both fault process: entered_ops.fault -> entered_fault -> entered_insert: entered_fops.mmap -> entered_mmap -> entered_insert */
int entered_insert(void *vma)
{
	return 0;
}

/* = only process: entered_fops.mmap -> entered_mmap -> entered_typed */
int entered_typed(void *vma)
{
	return 0;
}

/* = only process: entered_fops.mmap -> entered_mmap */
static int entered_mmap(void *file, void *vma)
{
	return entered_insert(vma) + entered_typed(vma);
}

/* = only fault: entered_ops.fault -> entered_fault */
static int entered_fault(void *vmf)
{
	outcome entered_typed(void *vma);

	ENTER
	entered_insert(vmf);
	return 0;
}

static const struct vm_operations_struct entered_ops = { .fault = entered_fault };
static const struct file_operations entered_fops = { .mmap = entered_mmap };
