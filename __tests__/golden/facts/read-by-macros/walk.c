#include "gz.h"

/* = only fault: walk_vm_ops.fault -> walk_fault */
static int walk_fault(struct vm_fault *vmf)
{
	return gz_walk(the_gz, step);
}
static const struct vm_operations_struct walk_vm_ops = { .fault = walk_fault };
