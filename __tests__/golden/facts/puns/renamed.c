#include "tables.h"

/* = unknown process: struct renamed.renamed_it can be reached as something else, by renamed_table (renamed-user.c:2) */
static int renamed_insert(void *vma)
{
	return 0;
}
struct renamed renamed_table = { .renamed_it = renamed_insert };
static struct renamed *renamed_known = &renamed_table;

/* = only process: renamed_fops.mmap -> renamed_mmap */
static int renamed_mmap(void *file, void *vma)
{
	return renamed_known->renamed_it(vma);
}
static const struct file_operations renamed_fops = { .mmap = renamed_mmap };

/* = only fault: renamed_vm_ops.fault -> renamed_fault */
static int renamed_fault(void *vmf)
{
	return 0;
}
static const struct vm_operations_struct renamed_vm_ops = { .fault = renamed_fault };
