#include "tables.h"
struct member_device { int base; struct member_right *table; };
#define to_table(p) (container_of(p, struct member_device, base)->table)

/* = unknown process: struct member_right.member_it is called through to_table(vmf), whose type is not known (member.c:23) */
static int member_insert(void *vma)
{
	return 0;
}
static struct member_right member_table = { .member_it = member_insert };
static struct member_right *member_known = &member_table;

/* = only process: member_fops.mmap -> member_mmap */
static int member_mmap(void *file, void *vma)
{
	return member_known->member_it(vma);
}
static const struct file_operations member_fops = { .mmap = member_mmap };

/* = only fault: member_vm_ops.fault -> member_fault */
static int member_fault(void *vmf)
{
	return to_table(vmf)->member_it(vmf);
}
static const struct vm_operations_struct member_vm_ops = { .fault = member_fault };
