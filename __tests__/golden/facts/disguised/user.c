#include "ops.h"
int widget_insert(void *vma);

/* = only fault: widget_ops.fault -> widget_fault */
static int widget_fault(void *vmf)
{
	return widget_insert(vmf);
}

static const struct vm_operations_struct widget_ops = { .fault = widget_fault };
