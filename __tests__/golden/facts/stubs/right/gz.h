/* = only process: right_fops.mmap -> right_mmap -> place */
static inline int place(void *vma)
{
	return 0;
}
