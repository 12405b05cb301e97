#include "tables.h"
#define left tag_right

/* = unknown process: struct tag_right.tag_it is called through table, whose type is not known (tag.c:24) */
static int tag_insert(void *vma)
{
	return 0;
}
static struct tag_right tag_table = { .tag_it = tag_insert };
static struct tag_right *tag_known = &tag_table;

/* = only process: tag_fops.mmap -> tag_mmap */
static int tag_mmap(void *file, void *vma)
{
	return tag_known->tag_it(vma);
}
static const struct file_operations tag_fops = { .mmap = tag_mmap };

/* = only fault: tag_vm_ops.fault -> tag_fault */
static int tag_fault(void *vmf)
{
	struct left *table = vmf;

	return table->tag_it(vmf);
}
static const struct vm_operations_struct tag_vm_ops = { .fault = tag_fault };
