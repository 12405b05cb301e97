#include "tables.h"
struct entry_device { int base; struct entry_right *table; };
#define list_entry(p, type, member) (((type *)(p))->table)

/* = unknown process: struct entry_right.entry_it is called through list_entry(vmf, struct entry_device, base), whose type is not known (entry.c:23) */
static int entry_insert(void *vma)
{
	return 0;
}
static struct entry_right entry_table = { .entry_it = entry_insert };
static struct entry_right *entry_known = &entry_table;

/* = only process: entry_fops.mmap -> entry_mmap */
static int entry_mmap(void *file, void *vma)
{
	return entry_known->entry_it(vma);
}
static const struct file_operations entry_fops = { .mmap = entry_mmap };

/* = only fault: entry_vm_ops.fault -> entry_fault */
static int entry_fault(void *vmf)
{
	return list_entry(vmf, struct entry_device, base)->entry_it(vmf);
}
static const struct vm_operations_struct entry_vm_ops = { .fault = entry_fault };
