#include <linux/twin.h>

/* = only fault: left_vm_ops.fault -> vma_fault -> twin */
int twin(struct vm_fault *vmf)
{
	return 1;
}

/* = only fault: left_vm_ops.fault -> vma_fault -> global_or_static */
int global_or_static(struct vm_fault *vmf)
{
	return 1;
}
