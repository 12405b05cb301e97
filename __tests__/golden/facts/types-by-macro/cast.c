#include "tables.h"
struct cast_device { int base; struct cast_right *table; };
#define to_table(p) (((struct cast_device *)(p))->table)

/* = unknown process: struct cast_right.cast_it is called through to_table(vmf), whose type is not known (cast.c:23) */
static int cast_insert(void *vma)
{
	return 0;
}
static struct cast_right cast_table = { .cast_it = cast_insert };
static struct cast_right *cast_known = &cast_table;

/* = only process: cast_fops.mmap -> cast_mmap */
static int cast_mmap(void *file, void *vma)
{
	return cast_known->cast_it(vma);
}
static const struct file_operations cast_fops = { .mmap = cast_mmap };

/* = only fault: cast_vm_ops.fault -> cast_fault */
static int cast_fault(void *vmf)
{
	return to_table(vmf)->cast_it(vmf);
}
static const struct vm_operations_struct cast_vm_ops = { .fault = cast_fault };
