#include <linux/tables.h>
struct near { int (*insert)(void *vma); };

/* = only fault: eight_vm_ops.fault -> eight_fault -> struct near.insert -> eight_insert */
static int eight_insert(void *vma)
{
	return 0;
}
static struct near eight_table = { .insert = eight_insert };

/* = only fault: eight_vm_ops.fault -> eight_fault */
static int eight_fault(void *vmf)
{
	return eight_table.insert(vmf);
}
static const struct vm_operations_struct eight_vm_ops = { .fault = eight_fault };
