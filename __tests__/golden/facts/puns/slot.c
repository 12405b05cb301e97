#include "tables.h"

/* = unknown process: struct slot.slot_it can be reached as something else, by slot_table (slot.c:21) */
static int slot_insert(void *vma)
{
	return 0;
}
static struct slot slot_table = { .slot_it = slot_insert };
static struct slot *slot_known = &slot_table;

/* = only process: slot_fops.mmap -> slot_mmap */
static int slot_mmap(void *file, void *vma)
{
	return slot_known->slot_it(vma);
}
static const struct file_operations slot_fops = { .mmap = slot_mmap };

/* = only fault: slot_vm_ops.fault -> slot_fault */
static int slot_fault(void *vmf)
{
	return (*(int (**)(void *))&slot_table)(vmf);
}
static const struct vm_operations_struct slot_vm_ops = { .fault = slot_fault };
