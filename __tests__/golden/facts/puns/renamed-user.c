#include "tables.h"
extern struct other new_name __attribute__((alias("renamed_table")));

/* = only fault: new_vm_ops.fault -> new_fault */
static int new_fault(void *vmf)
{
	return new_name.run(vmf);
}
static const struct vm_operations_struct new_vm_ops = { .fault = new_fault };
