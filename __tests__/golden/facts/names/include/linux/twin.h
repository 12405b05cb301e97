#ifdef CONFIG_TWIN
int twin(struct vm_fault *vmf);
#else
/* = only fault: left_vm_ops.fault -> vma_fault -> twin */
static inline int twin(struct vm_fault *vmf)
{
	return 0;
}
#endif

/* = only fault: left_vm_ops.fault -> vma_fault -> helped */
static inline int helped(struct vm_fault *vmf)
{
	return 0;
}

/* = both fault process: left_vm_ops.fault -> vma_fault -> shared: right_fops.mmap -> right_mmap -> shared */
static inline int shared(void *p)
{
	return 0;
}
