#include <linux/tables.h>
extern struct left *table_of(void *vmf);

/* = unknown process: struct pointer_right.pointer_it is called through table_of(vmf), whose type is not known (pointer.c:23) */
static int six_insert(void *vma)
{
	return 0;
}
static struct pointer_right six_table = { .pointer_it = six_insert };
static struct pointer_right *six_known = &six_table;

/* = only process: six_fops.mmap -> six_mmap */
static int six_mmap(void *file, void *vma)
{
	return six_known->pointer_it(vma);
}
static const struct file_operations six_fops = { .mmap = six_mmap };

/* = only fault: six_vm_ops.fault -> six_fault */
static int six_fault(void *vmf)
{
	struct pointer_right *(*table_of)(void *) = vmf;
	return table_of(vmf)->pointer_it(vmf);
}
static const struct vm_operations_struct six_vm_ops = { .fault = six_fault };
