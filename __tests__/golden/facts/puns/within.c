#include "tables.h"
struct within_box { int n; struct within table; };
static struct within_box within_box;

/* = unknown process: struct within.within_it can be reached as something else, by within_box (within.c:23) */
static int within_insert(void *vma)
{
	return 0;
}
static struct within within_table = { .within_it = within_insert };
static struct within *within_known = &within_table;

/* = only process: within_fops.mmap -> within_mmap */
static int within_mmap(void *file, void *vma)
{
	return within_known->within_it(vma);
}
static const struct file_operations within_fops = { .mmap = within_mmap };

/* = only fault: within_vm_ops.fault -> within_fault */
static int within_fault(void *vmf)
{
	return ((struct other *)&within_box)->run(vmf);
}
static const struct vm_operations_struct within_vm_ops = { .fault = within_fault };
