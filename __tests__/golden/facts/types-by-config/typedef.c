#include <linux/tables.h>
#ifdef CONFIG_SECOND
#include <linux/second.h>
#else
#include <linux/first.h>
#endif
static holder_t *current_table;

/* = unknown process: struct typedef_right.typedef_it is called through current_table, whose type is not known (typedef.c:27) */
static int two_insert(void *vma)
{
	return 0;
}
static struct typedef_right two_table = { .typedef_it = two_insert };
static struct typedef_right *two_known = &two_table;

/* = only process: two_fops.mmap -> two_mmap */
static int two_mmap(void *file, void *vma)
{
	return two_known->typedef_it(vma);
}
static const struct file_operations two_fops = { .mmap = two_mmap };

/* = only fault: two_vm_ops.fault -> two_fault */
static int two_fault(void *vmf)
{
	return current_table->typedef_it(vmf);
}
static const struct vm_operations_struct two_vm_ops = { .fault = two_fault };
