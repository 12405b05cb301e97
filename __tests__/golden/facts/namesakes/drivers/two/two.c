#include <linux/fs.h>
#include "ops.h"
static const struct pair_ops *two_known;

/* = only fault: two_vm_ops.fault -> two_fault -> struct pair_ops.run -> two_run */
static int two_run(void *vma)
{
	return 0;
}

/* = only fault: two_vm_ops.fault -> two_fault */
static int two_fault(void *vmf)
{
	return two_known->run(vmf);
}

const struct pair_ops two_pair = { .run = two_run };
static const struct vm_operations_struct two_vm_ops = { .fault = two_fault };
