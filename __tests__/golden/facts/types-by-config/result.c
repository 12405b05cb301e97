#include <linux/tables.h>
#ifdef CONFIG_SECOND
extern struct result_right *table_of(void *vmf);
#else
extern struct left *table_of(void *vmf);
#endif

/* = unknown process: struct result_right.result_it is called through table_of(vmf), whose type is not known (result.c:26) */
static int five_insert(void *vma)
{
	return 0;
}
static struct result_right five_table = { .result_it = five_insert };
static struct result_right *five_known = &five_table;

/* = only process: five_fops.mmap -> five_mmap */
static int five_mmap(void *file, void *vma)
{
	return five_known->result_it(vma);
}
static const struct file_operations five_fops = { .mmap = five_mmap };

/* = only fault: five_vm_ops.fault -> five_fault */
static int five_fault(void *vmf)
{
	return table_of(vmf)->result_it(vmf);
}
static const struct vm_operations_struct five_vm_ops = { .fault = five_fault };
