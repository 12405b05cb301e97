#if 0
static struct vm_operations_struct dead_vm_ops;

/* = only fault: dead_vm_ops.fault -> dead_fault */
static int dead_fault(struct vm_fault *vmf)
{
	return 0;
}
#endif

/* = only fault: live_vm_ops.fault -> live_fault */
static int live_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: live_vm_ops.page_mkwrite -> half_dead */
static int half_dead(struct vm_fault *vmf)
{
	return 0;
}

static const struct vm_operations_struct live_vm_ops = {
	.fault = live_fault,
#if 0
	.page_mkwrite = half_dead,
#endif
};

/* = only process: dead_fops.mmap -> dead_mmap */
static int dead_mmap(struct file *file, struct vm_area_struct *vma)
{
#if 0
	dead_vm_ops = *vma->vm_ops;
	dead_vm_ops.fault = &dead_fault;
#endif
	return 0;
}

static const struct file_operations dead_fops = { .mmap = dead_mmap };
