#include <linux/gz.h>

/* = only fault: far_ops.fault -> far_fault */
static int far_fault(struct vm_fault *vmf)
{
	return GZ_DO(apart);
}
static const struct vm_operations_struct far_ops = { .fault = far_fault };
