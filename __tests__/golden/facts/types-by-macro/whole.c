#include "tables.h"
#define TABLE struct whole_right

/* = both fault process: whole_vm_ops.fault -> whole_fault -> struct whole_right.whole_it -> whole_insert: whole_fops.mmap -> whole_mmap -> struct whole_right.whole_it -> whole_insert */
static int whole_insert(void *vma)
{
	return 0;
}
static struct whole_right whole_table = { .whole_it = whole_insert };
static struct whole_right *whole_known = &whole_table;

/* = only process: whole_fops.mmap -> whole_mmap */
static int whole_mmap(void *file, void *vma)
{
	return whole_known->whole_it(vma);
}
static const struct file_operations whole_fops = { .mmap = whole_mmap };

/* = only fault: whole_vm_ops.fault -> whole_fault */
static int whole_fault(void *vmf)
{
	TABLE *table = vmf;
	return table->whole_it(vmf);
}
static const struct vm_operations_struct whole_vm_ops = { .fault = whole_fault };
