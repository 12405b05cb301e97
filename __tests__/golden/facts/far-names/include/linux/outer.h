#include <linux/inner.h>

/* = only fault: far_vm_ops.fault -> far_fault -> outer_put */
static inline int outer_put(void *v)
{
	return DO_PUT(v);
}
