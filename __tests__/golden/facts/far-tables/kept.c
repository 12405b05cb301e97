#include "ops.h"

static const struct file_operations *kept_lower;

/* = only fault: kept_vm_ops.fault -> kept_fault */
static int kept_fault(void *vmf)
{
	int (*go)(void *file) = kept_lower->open;

	return go(vmf);
}
static const struct vm_operations_struct kept_vm_ops = { .fault = kept_fault };
