#include <linux/ops.h>

/* = unknown fault: b_fault may be named where a word goes on in the next line (b/b.c:6) */
static int b_fault(void *vmf)
{
	return torn_\
put(vmf);
}
static const struct vm_operations_struct b_vm_ops = { .fault = b_fault };
