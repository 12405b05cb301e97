#include "ops.h"

/* = unknown process: struct cast.cast_it may be reached as something else, where the text cannot be read (cast.c:19) */
static int cast_insert(void *vma)
{
	return 0;
}
static struct cast cast_table = { .cast_it = cast_insert };
static struct cast *cast_known = &cast_table;

/* = only process: cast_fops.mmap -> cast_mmap */
static int cast_mmap(void *file, void *vma)
{
	return cast_known->cast_it(vma);
}
static const struct file_operations cast_fops = { .mmap = cast_mmap };

/* = only fault: cast_ops.fault -> cast_fault */
static int cast_fault(void *vmf)
{
	if (vmf) ) {
	return ((struct other *)&cast_table)->run(vmf);
}
static const struct vm_operations_struct cast_ops = { .fault = cast_fault };
