#include "tables.h"

/* = unknown process: struct abroad.abroad_it can be reached as something else, by abroad_table (abroad-user.c:2) */
static int abroad_insert(void *vma)
{
	return 0;
}
struct abroad abroad_table = { .abroad_it = abroad_insert };
static struct abroad *abroad_known = &abroad_table;

/* = only process: abroad_fops.mmap -> abroad_mmap */
static int abroad_mmap(void *file, void *vma)
{
	return abroad_known->abroad_it(vma);
}
static const struct file_operations abroad_fops = { .mmap = abroad_mmap };

/* = only fault: abroad_vm_ops.fault -> abroad_fault */
static int abroad_fault(void *vmf)
{
	return 0;
}
static const struct vm_operations_struct abroad_vm_ops = { .fault = abroad_fault };
