#include <linux/ops.h>

/* = both fault process: far_vm_ops.fault -> far_fault -> outer_put -> DO_PUT -> far_put: far_fops.mmap -> far_mmap -> far_put */
static int far_put(void *v)
{
	return 0;
}
#include <linux/outer.h>

/* = only fault: far_vm_ops.fault -> far_fault */
static int far_fault(void *vmf)
{
	return outer_put(vmf);
}

/* = only process: far_fops.mmap -> far_mmap */
static int far_mmap(void *file, void *vma)
{
	return far_put(vma);
}
static const struct vm_operations_struct far_vm_ops = { .fault = far_fault };
static const struct file_operations far_fops = { .mmap = far_mmap };
