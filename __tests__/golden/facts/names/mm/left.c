#include <linux/twin.h>

/* = only fault: left_vm_ops.fault -> vma_fault -> do_it */
static int do_it(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: left_vm_ops.fault -> vma_fault */
static int vma_fault(struct vm_fault *vmf)
{
	return do_it(vmf) | twin(vmf) | helped(vmf) | shared(vmf) | global_or_static(vmf);
}

static const struct vm_operations_struct left_vm_ops = {
	.fault = vma_fault,
};
