#include "tables.h"

/* = unknown process: struct shared.shared_it shares its place with others in a union (shared.c:21) */
static int shared_insert(void *vma)
{
	return 0;
}
static struct shared shared_table = { .shared_it = shared_insert };
static struct shared *shared_known = &shared_table;

/* = only process: shared_fops.mmap -> shared_mmap */
static int shared_mmap(void *file, void *vma)
{
	return shared_known->shared_it(vma);
}
static const struct file_operations shared_fops = { .mmap = shared_mmap };

/* = only fault: shared_vm_ops.fault -> shared_fault */
static int shared_fault(void *vmf)
{
	union { struct shared one; struct other two; } both = { .one = shared_table };

	return both.two.run(vmf);
}
static const struct vm_operations_struct shared_vm_ops = { .fault = shared_fault };
