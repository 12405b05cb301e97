#include <linux/tables.h>
#ifdef CONFIG_SECOND
#include <linux/second.h>
#else
#include <linux/first.h>
#endif
static struct holder *holder;

/* = unknown process: struct struct_right.struct_it is called through holder->table, whose type is not known (struct.c:27) */
static int three_insert(void *vma)
{
	return 0;
}
static struct struct_right three_table = { .struct_it = three_insert };
static struct struct_right *three_known = &three_table;

/* = only process: three_fops.mmap -> three_mmap */
static int three_mmap(void *file, void *vma)
{
	return three_known->struct_it(vma);
}
static const struct file_operations three_fops = { .mmap = three_mmap };

/* = only fault: three_vm_ops.fault -> three_fault */
static int three_fault(void *vmf)
{
	return holder->table->struct_it(vmf);
}
static const struct vm_operations_struct three_vm_ops = { .fault = three_fault };
