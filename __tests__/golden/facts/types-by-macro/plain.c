#include "tables.h"
struct plain_device { int base; struct plain_right *table; };
#define to_device(p) container_of(p, struct plain_device, base)

/* = both fault process: plain_vm_ops.fault -> plain_fault -> struct plain_right.plain_it -> plain_insert: plain_fops.mmap -> plain_mmap -> struct plain_right.plain_it -> plain_insert */
static int plain_insert(void *vma)
{
	return 0;
}
static struct plain_right plain_table = { .plain_it = plain_insert };
static struct plain_right *plain_known = &plain_table;

/* = only process: plain_fops.mmap -> plain_mmap */
static int plain_mmap(void *file, void *vma)
{
	return plain_known->plain_it(vma);
}
static const struct file_operations plain_fops = { .mmap = plain_mmap };

/* = only fault: plain_vm_ops.fault -> plain_fault */
static int plain_fault(void *vmf)
{
	return to_device(vmf)->table->plain_it(vmf);
}
static const struct vm_operations_struct plain_vm_ops = { .fault = plain_fault };
