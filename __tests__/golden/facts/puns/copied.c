#include "tables.h"
static struct other copied_other;

/* = unknown process: struct copied.copied_it can be reached as something else, by copied_table (copied.c:14) */
static int copied_insert(void *vma)
{
	return 0;
}
static struct copied copied_table = { .copied_it = copied_insert };
static struct copied *copied_known = &copied_table;
/* = unknown: copied_setup has no known caller (copied.c:12) */
void copied_setup(void)
{
	memcpy(&copied_other, &copied_table, sizeof(copied_table));
}

/* = only process: copied_fops.mmap -> copied_mmap */
static int copied_mmap(void *file, void *vma)
{
	return copied_known->copied_it(vma);
}
static const struct file_operations copied_fops = { .mmap = copied_mmap };

/* = only fault: copied_vm_ops.fault -> copied_fault */
static int copied_fault(void *vmf)
{
	return copied_other.run(vmf);
}
static const struct vm_operations_struct copied_vm_ops = { .fault = copied_fault };
