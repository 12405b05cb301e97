#include "ops.h"
static const struct platform_driver *caller_driver;
static const struct other_operations *caller_other;

/* = only process: caller_own.probe -> caller_probe */
static int caller_probe(void *dev)
{
	return 0;
}

/* = only process: caller_own.remove -> caller_remove */
static int caller_remove(void *dev)
{
	return caller_driver->probe(dev);
}

/* = only fault: caller_vm_ops.fault -> caller_fault */
static int caller_fault(void *vmf)
{
	return caller_other->mmap(vmf, vmf);
}

static const struct vm_operations_struct caller_vm_ops = { .fault = caller_fault };
static struct platform_driver caller_own = { .probe = caller_probe, .remove = caller_remove };
