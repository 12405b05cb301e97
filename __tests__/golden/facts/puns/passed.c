#include "tables.h"

/* = unknown process: struct passed.passed_it can be reached as something else, by passed_table (passed.c:28) */
static int passed_insert(void *vma)
{
	return 0;
}
static struct passed passed_table = { .passed_it = passed_insert };
static struct passed *passed_known = &passed_table;
/* = only fault: passed_vm_ops.fault -> passed_fault -> passed_on */
static int passed_on(void *table, void *vmf)
{
	struct other *other = table;

	return other->run(vmf);
}

/* = only process: passed_fops.mmap -> passed_mmap */
static int passed_mmap(void *file, void *vma)
{
	return passed_known->passed_it(vma);
}
static const struct file_operations passed_fops = { .mmap = passed_mmap };

/* = only fault: passed_vm_ops.fault -> passed_fault */
static int passed_fault(void *vmf)
{
	return passed_on(&passed_table, vmf);
}
static const struct vm_operations_struct passed_vm_ops = { .fault = passed_fault };
