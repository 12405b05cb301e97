/* = unknown fault: WALK has no known caller (walk.h:2) */
static int walk_one(struct vm_area_struct *vma)
{
	return vm_insert_page(vma, vma->vm_start, NULL);
}

#define WALK(name) name##_small
#include "walk.h"

/* = only fault: walk_vm_ops.fault -> walk_fault */
static int walk_fault(struct vm_fault *vmf)
{
	asm("call in_assembly");
	return walk_one(vmf->vma);
}

/* = unknown: in_assembly is named in a string that is code (walk.c:13) */
void in_assembly(void)
{
}

static const struct vm_operations_struct walk_vm_ops = { .fault = walk_fault };
