#include "ops.h"
void *method_of(const char *name);
int printk(const char *format, ...);

/* = only process: named_fops.mmap -> named_mmap -> named_insert */
int named_insert(void *vma)
{
	printk("%s\n", "named_insert");
	return 0;
}

/* = unknown process: called_insert is named in a string, by which it may be found (named.c:21) */
int called_insert(void *vma)
{
	return 0;
}

/* = only fault: named_ops.fault -> named_fault */
static int named_fault(void *vmf)
{
	int (*insert)(void *) = method_of("called_insert");

	return insert(vmf);
}

/* = only process: named_fops.mmap -> named_mmap */
static int named_mmap(void *file)
{
	return named_insert(file) + called_insert(file);
}

static const struct vm_operations_struct named_ops = { .fault = named_fault };
static const struct file_operations named_fops = { .mmap = named_mmap };
