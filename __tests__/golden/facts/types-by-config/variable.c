#include <linux/tables.h>
#ifdef CONFIG_SECOND
static struct variable_right *current_table;
#else
static struct left *current_table;
#endif

/* = unknown process: struct variable_right.variable_it is called through current_table, whose type is not known (variable.c:26) */
static int one_insert(void *vma)
{
	return 0;
}
static struct variable_right one_table = { .variable_it = one_insert };
static struct variable_right *one_known = &one_table;

/* = only process: one_fops.mmap -> one_mmap */
static int one_mmap(void *file, void *vma)
{
	return one_known->variable_it(vma);
}
static const struct file_operations one_fops = { .mmap = one_mmap };

/* = only fault: one_vm_ops.fault -> one_fault */
static int one_fault(void *vmf)
{
	return current_table->variable_it(vmf);
}
static const struct vm_operations_struct one_vm_ops = { .fault = one_fault };
