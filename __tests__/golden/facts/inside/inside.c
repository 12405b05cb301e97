#include "ops.h"

/* = unknown: inside_run is stored in own.fault, and a function of that file defines a struct vm_operations_struct of its own (inside.c:18) */
static int inside_run(void *v)
{
	return 0;
}

/* = unknown: inside_fault is stored in inside_vm_ops.fault, and a function of that file defines a struct vm_operations_struct of its own (inside.c:23) */
static int inside_fault(void *vmf)
{
	return 0;
}

/* = only process: inside_fops.mmap -> inside_mmap */
static int inside_mmap(void *file, void *vma)
{
	struct vm_operations_struct { int (*fault)(void *v); } own = { .fault = inside_run };

	return own.fault(vma);
}

static const struct vm_operations_struct inside_vm_ops = { .fault = inside_fault };
static const struct file_operations inside_fops = { .mmap = inside_mmap };
