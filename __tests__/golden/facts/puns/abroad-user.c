#include "tables.h"
extern struct other abroad_table;

/* = only fault: user_vm_ops.fault -> user_fault */
static int user_fault(void *vmf)
{
	return abroad_table.run(vmf);
}
static const struct vm_operations_struct user_vm_ops = { .fault = user_fault };
