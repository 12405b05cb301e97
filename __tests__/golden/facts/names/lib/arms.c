#ifdef CONFIG_FAST
/* = only process: arms_fops.mmap -> arms_mmap -> arms_put */
static int arms_put(void)
{
	return 0;
}
#else
/* = only process: arms_fops.mmap -> arms_mmap -> arms_put */
static int arms_put(void)
{
	return 1;
}
#endif

/* = both fault process: arms_vm_ops.fault -> arms_fault -> arms_get: arms_fops.mmap -> arms_mmap -> arms_get */
static int arms_get(void)
{
	return 0;
}

/* = only fault: arms_vm_ops.fault -> arms_fault */
static int arms_fault(struct vm_fault *vmf)
{
#ifdef CONFIG_FAST
	return arms_get();
#else
	return 0;
#endif
}

/* = only process: arms_fops.mmap -> arms_mmap */
static int arms_mmap(struct file *file, struct vm_area_struct *vma)
{
#ifndef CONFIG_FAST
	return arms_get();
#else
	return arms_put();
#endif
}

static const struct vm_operations_struct arms_vm_ops = {
#ifdef CONFIG_FAULT
	.fault = arms_fault,
#else
	.open = arms_open,
#endif
};
static const struct file_operations arms_fops = {
	.mmap = arms_mmap,
};
