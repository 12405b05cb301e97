#include <linux/tables.h>
#ifdef CONFIG_SECOND
#include <linux/second.h>
#else
#include <linux/first.h>
#endif

/* = unknown process: struct accessor_right.accessor_it is called through to_table(vmf), whose type is not known (accessor.c:26) */
static int four_insert(void *vma)
{
	return 0;
}
static struct accessor_right four_table = { .accessor_it = four_insert };
static struct accessor_right *four_known = &four_table;

/* = only process: four_fops.mmap -> four_mmap */
static int four_mmap(void *file, void *vma)
{
	return four_known->accessor_it(vma);
}
static const struct file_operations four_fops = { .mmap = four_mmap };

/* = only fault: four_vm_ops.fault -> four_fault */
static int four_fault(void *vmf)
{
	return to_table(vmf)->accessor_it(vmf);
}
static const struct vm_operations_struct four_vm_ops = { .fault = four_fault };
