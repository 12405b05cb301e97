#include "tables.h"

/* = both fault process: freed_vm_ops.fault -> freed_fault -> struct freed.freed_it -> freed_insert: freed_fops.mmap -> freed_mmap -> struct freed.freed_it -> freed_insert */
static int freed_insert(void *vma)
{
	return 0;
}
static struct freed freed_table = { .freed_it = freed_insert };
static struct freed *freed_known = &freed_table;
/* = unknown: freed_exit has no known caller (freed.c:11) */
void freed_exit(void)
{
	memset(&freed_table, 0, sizeof(freed_table));
	kfree(freed_known);
}

/* = only process: freed_fops.mmap -> freed_mmap */
static int freed_mmap(void *file, void *vma)
{
	return freed_known->freed_it(vma);
}
static const struct file_operations freed_fops = { .mmap = freed_mmap };

/* = only fault: freed_vm_ops.fault -> freed_fault */
static int freed_fault(void *vmf)
{
	return freed_known->freed_it(vmf);
}
static const struct vm_operations_struct freed_vm_ops = { .fault = freed_fault };
