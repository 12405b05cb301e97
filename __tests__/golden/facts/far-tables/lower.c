#include "ops.h"

/* = both fault process: handler_vm_ops.fault -> handler_fault -> far_step -> far_call -> struct file_operations.mmap -> lower_mmap: lower_fops.mmap -> lower_mmap */
static int lower_mmap(void *file, void *vma)
{
	return 0;
}

/* = both fault process: kept_vm_ops.fault -> kept_fault -> struct file_operations.open -> lower_open: lower_fops.open -> lower_open */
static int lower_open(void *file)
{
	return 0;
}
const struct file_operations lower_fops = { .mmap = lower_mmap, .open = lower_open };
