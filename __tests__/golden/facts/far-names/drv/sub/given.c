#include <linux/ops.h>

/* = unknown process: given_put is named by a macro that a build file gives (drv/Makefile:1) */
static int given_put(void *v)
{
	return 0;
}

/* = only fault: given_vm_ops.fault -> given_fault */
static int given_fault(void *vmf)
{
	return STEP(vmf);
}

/* = only process: given_fops.mmap -> given_mmap */
static int given_mmap(void *file, void *vma)
{
	return given_put(vma);
}
static const struct vm_operations_struct given_vm_ops = { .fault = given_fault };
static const struct file_operations given_fops = { .mmap = given_mmap };
