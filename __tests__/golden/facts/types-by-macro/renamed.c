#include "tables.h"
struct box { struct left *one; struct renamed_right *two; };
static struct box *box;
#define one two

/* = unknown process: struct renamed_right.renamed_it is called through box->one, whose type is not known (renamed.c:24) */
static int renamed_insert(void *vma)
{
	return 0;
}
static struct renamed_right renamed_table = { .renamed_it = renamed_insert };
static struct renamed_right *renamed_known = &renamed_table;

/* = only process: renamed_fops.mmap -> renamed_mmap */
static int renamed_mmap(void *file, void *vma)
{
	return renamed_known->renamed_it(vma);
}
static const struct file_operations renamed_fops = { .mmap = renamed_mmap };

/* = only fault: renamed_vm_ops.fault -> renamed_fault */
static int renamed_fault(void *vmf)
{
	return box->one->renamed_it(vmf);
}
static const struct vm_operations_struct renamed_vm_ops = { .fault = renamed_fault };
