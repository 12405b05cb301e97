#include "ops.h"

/* = only fault: old_vm_ops.fault -> old_fault -> old_put */
static int old_put(v, n)
	void *v;
	int n;
{
	return n;
}

/* = only fault: old_vm_ops.fault -> old_fault */
static old_fault(vmf)
	struct vm_fault *vmf;
{
	return old_put(vmf, 0);
}

static struct vm_operations_struct old_vm_ops = {
	fault: old_fault,
};
