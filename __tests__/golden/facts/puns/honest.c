#include "tables.h"
struct honest_box { struct honest table; };
int honest_register(struct honest *table);

/* = both fault process: honest_vm_ops.fault -> honest_fault -> struct honest.honest_it -> honest_insert: honest_fops.mmap -> honest_mmap -> struct honest.honest_it -> honest_insert */
static int honest_insert(void *vma)
{
	return 0;
}
static struct honest honest_table = { .honest_it = honest_insert };
static struct honest *honest_known = &honest_table;
/* = unknown: honest_setup has no known caller (honest.c:13) */
void honest_setup(void)
{
	honest_register(&honest_table);
}

/* = only process: honest_fops.mmap -> honest_mmap */
static int honest_mmap(void *file, void *vma)
{
	return honest_known->honest_it(vma);
}
static const struct file_operations honest_fops = { .mmap = honest_mmap };

/* = only fault: honest_vm_ops.fault -> honest_fault */
static int honest_fault(void *vmf)
{
	return container_of(honest_known, struct honest_box, table)->table.honest_it(vmf);
}
static const struct vm_operations_struct honest_vm_ops = { .fault = honest_fault };
