#include "../ops.h"
#include "gz.h"

/* = only fault: left_ops.fault -> left_fault */
static int left_fault(void *vmf)
{
	return place(vmf) + global(vmf) + chosen(vmf);
}

static const struct vm_operations_struct left_ops = { .fault = left_fault };
