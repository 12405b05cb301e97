#include <linux/fs.h>
#include "gz.h"

/* = only fault: gz_vm_ops.fault -> gz_fault */
static int gz_fault(void *vmf)
{
	return gz_driver->probe(vmf);
}

static const struct vm_operations_struct gz_vm_ops = { .fault = gz_fault };
