#include "ops.h"

int far_step(void *vmf);

/* = only fault: handler_vm_ops.fault -> handler_fault */
static int handler_fault(void *vmf)
{
	return far_step(vmf);
}
static const struct vm_operations_struct handler_vm_ops = { .fault = handler_fault };
