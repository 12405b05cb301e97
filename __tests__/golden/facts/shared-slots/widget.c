#include "ops.h"
struct widget { const struct file_operations *below; };

/* = only fault: widget_ops.fault -> widget_fault */
static int widget_fault(void *vmf)
{
	struct widget *widget = vmf;

	return widget->below->fsync(vmf);
}

static const struct vm_operations_struct widget_ops = { .fault = widget_fault };
