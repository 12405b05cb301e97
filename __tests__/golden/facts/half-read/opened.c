#include "ops.h"

/* = unknown process: opened_insert is named in opened_ops, which cannot be read (opened.c:20) */
static int opened_insert(void *vma)
{
	return 0;
}

/* = only process: opened_fops.mmap -> opened_mmap */
static int opened_mmap(void *file, void *vma)
{
	return opened_insert(vma);
}
static const struct file_operations opened_fops = { .mmap = opened_mmap };

/* = unknown: struct const.fault has no known callers (opened.c:22) */
static int opened_fault(void *vmf)
{
struct {
	return opened_insert(vmf);
}
static const struct vm_operations_struct opened_ops = { .fault = opened_fault };
