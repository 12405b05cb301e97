#include <linux/ops.h>

/* = only fault: c_vm_ops.fault -> c_fault */
static int c_fault(void *vmf)
{
	return spelled_p\u0075t(vmf);
}
static const struct vm_operations_struct c_vm_ops = { .fault = c_fault };
