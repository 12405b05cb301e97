#include "ops.h"
int far_insert(void *vma);

/* = only fault: far_ops.fault -> far_fault */
static int far_fault(void *vmf)
{
	return far_insert(vmf);
}

static const struct vm_operations_struct far_ops = { .fault = far_fault };
