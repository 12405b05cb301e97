#include <linux/gz.h>
#include "gz.h"

/* = both fault process: second_ops.fault -> second_fault -> gz_shared: gz_fops.mmap -> gz_mmap -> gz_shared */
int gz_shared(int n)
{
	return n;
}

/* = both fault process: far_ops.fault -> far_fault -> gz_apart: gz_fops.mmap -> gz_mmap -> gz_apart */
int gz_apart(int n)
{
	return n;
}
