#include "tables.h"

/* = unknown process: struct returned.returned_it can be reached as something else, by returned_table (returned.c:13) */
static int returned_insert(void *vma)
{
	return 0;
}
static struct returned returned_table = { .returned_it = returned_insert };
static struct returned *returned_known = &returned_table;
/* = only fault: returned_vm_ops.fault -> returned_fault -> returned_get */
static void *returned_get(void)
{
	return &returned_table;
}

/* = only process: returned_fops.mmap -> returned_mmap */
static int returned_mmap(void *file, void *vma)
{
	return returned_known->returned_it(vma);
}
static const struct file_operations returned_fops = { .mmap = returned_mmap };

/* = only fault: returned_vm_ops.fault -> returned_fault */
static int returned_fault(void *vmf)
{
	struct other *other = returned_get();

	return other->run(vmf);
}
static const struct vm_operations_struct returned_vm_ops = { .fault = returned_fault };
