#include "tables.h"
struct block_device { int base; struct block_right *table; };
#define to_table(p) ({ struct block_device *d = (struct block_device *)(p); d->table; })

/* = unknown process: struct block_right.block_it is called through to_table(vmf), whose type is not known (block.c:23) */
static int block_insert(void *vma)
{
	return 0;
}
static struct block_right block_table = { .block_it = block_insert };
static struct block_right *block_known = &block_table;

/* = only process: block_fops.mmap -> block_mmap */
static int block_mmap(void *file, void *vma)
{
	return block_known->block_it(vma);
}
static const struct file_operations block_fops = { .mmap = block_mmap };

/* = only fault: block_vm_ops.fault -> block_fault */
static int block_fault(void *vmf)
{
	return to_table(vmf)->block_it(vmf);
}
static const struct vm_operations_struct block_vm_ops = { .fault = block_fault };
