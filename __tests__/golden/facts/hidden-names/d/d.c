#include <linux/ops.h>
#include <linux/glue.h>
#define PASTE(a, b) a##b

/* = only fault: d_vm_ops.fault -> d_fault */
static int d_fault(void *vmf)
{
	return GLUE(glued, _put)(vmf);
}

/* = only fault: d_vm_ops.page_mkwrite -> d_mkwrite */
static int d_mkwrite(void *vmf)
{
	return PASTE(pasted_, put)(vmf);
}
static const struct vm_operations_struct d_vm_ops = { .fault = d_fault, .page_mkwrite = d_mkwrite };
