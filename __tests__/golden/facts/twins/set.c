#include "ops.h"

#ifdef CONFIG_FAULT
#define CONFIG_OTHER
#endif

#ifdef CONFIG_OTHER
/* = both fault process: set_vm_ops.fault -> set_enter: set_fops.mmap -> set_enter */
static int set_enter(void *v)
{
	return 0;
}
static const struct vm_operations_struct set_vm_ops = { .fault = set_enter };
#endif
#undef CONFIG_OTHER
#ifndef CONFIG_OTHER
static const struct file_operations set_fops = { .mmap = set_enter };
#endif
