#include "ops.h"

/* = only fault: whole_vm_ops.fault -> whole_fault */
static int whole_fault(void *vmf)
{
	return 0;
}

#include "table.c"
