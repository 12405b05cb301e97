/* = only process: right_fops.mmap -> right_mmap -> global */
int global(void *vma)
{
	return 0;
}

/* = both fault process: left_ops.fault -> left_fault -> chosen: right_fops.mmap -> right_mmap -> chosen */
int chosen(void *vma)
{
	return 0;
}
