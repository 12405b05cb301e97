#include "tables.h"

/* = unknown process: struct pointer.pointer_it can be reached as something else, by pointer_known (pointer.c:21) */
static int pointer_insert(void *vma)
{
	return 0;
}
static struct pointer pointer_table = { .pointer_it = pointer_insert };
static struct pointer *pointer_known = &pointer_table;

/* = only process: pointer_fops.mmap -> pointer_mmap */
static int pointer_mmap(void *file, void *vma)
{
	return pointer_known->pointer_it(vma);
}
static const struct file_operations pointer_fops = { .mmap = pointer_mmap };

/* = only fault: pointer_vm_ops.fault -> pointer_fault */
static int pointer_fault(void *vmf)
{
	return ((struct other *)pointer_known)->run(vmf);
}
static const struct vm_operations_struct pointer_vm_ops = { .fault = pointer_fault };
