#include "tables.h"

/* = unknown process: struct auto_right.auto_it is called through table, whose type is not known (auto.c:22) */
static int auto_insert(void *vma)
{
	return 0;
}
static struct auto_right auto_table = { .auto_it = auto_insert };
static struct auto_right *auto_known = &auto_table;

/* = only process: auto_fops.mmap -> auto_mmap */
static int auto_mmap(void *file, void *vma)
{
	return auto_known->auto_it(vma);
}
static const struct file_operations auto_fops = { .mmap = auto_mmap };

/* = only fault: auto_vm_ops.fault -> auto_fault */
static int auto_fault(void *vmf)
{
	__auto_type table = auto_known;
	return table->auto_it(vmf);
}
static const struct vm_operations_struct auto_vm_ops = { .fault = auto_fault };
