/* = only process: model_fops.mmap -> body_mmap -> model_check */
static int model_check(struct vm_area_struct *vma)
{
	return 0;
}

#include "body.c"

/* = only fault: model_vm_ops.fault -> model_fault */
static int model_fault(struct vm_fault *vmf)
{
	return body_insert(vmf->vma);
}

static const struct vm_operations_struct model_vm_ops = { .fault = model_fault };
static const struct file_operations model_fops = { .mmap = body_mmap };
