#include "ops.h"

static const struct file_operations *far_lower;

/* = only fault: handler_vm_ops.fault -> handler_fault -> far_step -> far_call */
static int far_call(void *vmf)
{
	return far_lower->mmap(vmf, vmf);
}

/* = only fault: handler_vm_ops.fault -> handler_fault -> far_step */
int far_step(void *vmf)
{
	return far_call(vmf);
}
