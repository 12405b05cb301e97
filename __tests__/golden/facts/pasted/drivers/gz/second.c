#include <linux/gz.h>
#include "gz.h"

/* = only fault: second_ops.fault -> second_fault */
static int second_fault(struct vm_fault *vmf)
{
	return CALLG(shared);
}
GZ_OPS(second);
