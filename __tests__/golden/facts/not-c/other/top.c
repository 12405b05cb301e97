#include "../gz/gz.c"

/* = only fault: top_vm_ops.fault -> top_fault */
static int top_fault(struct vm_fault *vmf)
{
	return gz_in_body(1);
}
static const struct vm_operations_struct top_vm_ops = { .fault = top_fault };
