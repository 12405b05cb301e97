#include "widget.h"

/* = only fault: widget_vm_ops.fault -> widget_fault */
static int widget_fault(struct vm_fault *vmf)
{
	struct widget *w = vmf->vma->vm_private_data;

	if (!w->ops->vmfault)
		return VM_FAULT_SIGBUS;
	return w->ops->vmfault(w, vmf);
}

static const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};

/* = only process: widget_fops.mmap -> widget_mmap */
static int widget_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct widget *w = file->private_data;
	int (*setup)(struct widget *w) = w->next->ops->setup;

	vma->vm_ops = &widget_vm_ops;
	return setup ? setup(w) : 0;
}

/* = only process: widget_fops.unlocked_ioctl -> widget_ioctl */
static long widget_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	int paint = widget_do(file->private_data, paint);

	return paint + hand_to_hardware(lookup(cmd)->blit);
}

static const struct file_operations widget_fops = {
	.mmap = widget_mmap,
	.unlocked_ioctl = widget_ioctl,
};
