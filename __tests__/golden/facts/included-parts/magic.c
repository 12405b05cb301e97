#include "ops.h"
#include "magic.tmpl"

/* = both fault process: magic_ops.fault -> magic_fault -> INSERT_NOW -> magic_insert: magic_fops.mmap -> magic_mmap -> magic_insert */
static int magic_insert(void *vma)
{
	return 0;
}

/* = only fault: magic_ops.fault -> magic_fault */
static int magic_fault(void *vmf)
{
	return INSERT_NOW(vmf);
}

/* = only process: magic_fops.mmap -> magic_mmap */
static int magic_mmap(void *file)
{
	return magic_insert(file);
}

static const struct vm_operations_struct magic_ops = { .fault = magic_fault };
static const struct file_operations magic_fops = { .mmap = magic_mmap };
