#include "tables.h"
#define TABLE(side) struct side##ght

/* = unknown process: struct glued_right.glued_it is called through table, whose type is not known (glued.c:23) */
static int glued_insert(void *vma)
{
	return 0;
}
static struct glued_right glued_table = { .glued_it = glued_insert };
static struct glued_right *glued_known = &glued_table;

/* = only process: glued_fops.mmap -> glued_mmap */
static int glued_mmap(void *file, void *vma)
{
	return glued_known->glued_it(vma);
}
static const struct file_operations glued_fops = { .mmap = glued_mmap };

/* = only fault: glued_vm_ops.fault -> glued_fault */
static int glued_fault(void *vmf)
{
	TABLE(glued_ri) *table = vmf;
	return table->glued_it(vmf);
}
static const struct vm_operations_struct glued_vm_ops = { .fault = glued_fault };
