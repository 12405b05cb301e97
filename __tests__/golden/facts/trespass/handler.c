#include "ops.h"
static const struct file_operations *handler_fops;

/* = both fault process: handler_vm_ops.fault -> handler_fault -> handler_again -> struct file_operations.mmap -> handler_mmap: handler_own.mmap -> handler_mmap */
static int handler_mmap(void *file, void *vma)
{
	return 0;
}

/* = only process: handler_own.open -> handler_open */
static int handler_open(void *file)
{
	return 0;
}

/* = only fault: handler_vm_ops.fault -> handler_fault -> handler_again */
static int handler_again(void *vmf)
{
	return handler_fops->mmap(vmf, vmf);
}

/* = only fault: handler_vm_ops.fault -> handler_fault */
static int handler_fault(void *vmf)
{
	return handler_again(vmf);
}

static const struct vm_operations_struct handler_vm_ops = { .fault = handler_fault };
static const struct file_operations handler_own = { .mmap = handler_mmap, .open = handler_open };
