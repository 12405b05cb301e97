#include "ops.h"
#include "weak.h"
#pragma weak pragma_insert

/* = both fault process: weak_ops.fault -> weak_fault -> attribute_insert: strong_fops.mmap -> strong_mmap -> attribute_insert */
int __attribute__((weak)) attribute_insert(void *vma)
{
	return -22;
}

/* = unknown fault process: pragma_insert is named by a #pragma (weak.c:3) */
int pragma_insert(void *vma)
{
	return -22;
}

/* = both fault process: weak_ops.fault -> weak_fault -> declared_insert: strong_fops.mmap -> strong_mmap -> declared_insert */
int declared_insert(void *vma)
{
	return -22;
}

/* Another program's, as strong as that of the first file. */
/* = only fault: weak_ops.fault -> weak_fault -> board_insert */
int board_insert(void *vma)
{
	return -22;
}

/* = only fault: weak_ops.fault -> weak_fault */
static int weak_fault(void *vmf)
{
	return attribute_insert(vmf) + pragma_insert(vmf) + declared_insert(vmf) + board_insert(vmf);
}

static const struct vm_operations_struct weak_ops = { .fault = weak_fault };
