#include "ops.h"

/* = both fault process: twin_vm_ops.fault -> twin_enter -> twin_put: twin_fops.mmap -> twin_enter -> twin_put */
static int twin_put(void *v)
{
	return 0;
}

#ifdef CONFIG_FAULT
/* = only fault: twin_vm_ops.fault -> twin_enter */
static int twin_enter(void *v)
{
	return twin_put(v);
}
static const struct vm_operations_struct twin_vm_ops = { .fault = twin_enter };
#else
/* = only process: twin_fops.mmap -> twin_enter */
static int twin_enter(void *v)
{
	return twin_put(v);
}
static const struct file_operations twin_fops = { .mmap = twin_enter };
#endif
