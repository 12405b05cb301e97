#include "ops.h"

/* = unknown process: torn_insert may be named where a word goes on in the next line (torn.c:12) */
static int torn_insert(void *vma)
{
	return 0;
}

/* = unknown fault: torn_fault may be named where a word goes on in the next line (torn.c:12) */
static int torn_fault(void *vmf)
{
	return torn_\
insert(vmf);
}

/* = unknown process: torn_mmap may be named where a word goes on in the next line (torn.c:12) */
static int torn_mmap(void *file)
{
	return torn_insert(file);
}

static const struct vm_operations_struct torn_ops = { .fault = torn_fault };
static const struct file_operations torn_fops = { .mmap = torn_mmap };
