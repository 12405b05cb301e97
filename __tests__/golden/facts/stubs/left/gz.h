#ifndef LEFT_GZ_H
#define LEFT_GZ_H

/* = only fault: left_ops.fault -> left_fault -> place */
static inline int place(void *vma)
{
	return 0;
}

/* = both fault process: left_ops.fault -> left_fault -> global: right_fops.mmap -> right_mmap -> global */
static inline int global(void *vma)
{
	return 0;
}

#ifdef CONFIG_THIRD
/* = both fault process: left_ops.fault -> left_fault -> chosen: right_fops.mmap -> right_mmap -> chosen */
static inline int chosen(void *vma)
{
	return 0;
}
#endif

#endif
