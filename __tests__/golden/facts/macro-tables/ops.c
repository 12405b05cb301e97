#include "ops.h"

/* = only fault: first.fault -> COMMON_OPS -> common_fault */
static int common_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: first.page_mkwrite -> COMMON_OPS -> common_mkwrite */
static int common_mkwrite(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: whole.fault -> WHOLE_OPS -> whole_fault */
static int whole_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: red_ops.fault -> red_fault */
static int red_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: (&late).fault -> SET_FAULT -> set_fault */
static int set_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = only process: common_fops.mmap -> COMMON_FILE -> common_mmap */
static int common_mmap(struct file *file, struct vm_area_struct *vma)
{
	SET_FAULT(&late);
	return 0;
}

static struct vm_operations_struct late;
static const struct vm_operations_struct first = { COMMON_OPS, .open = gizmo_open };
static const struct vm_operations_struct second = { MORE_OPS };
static const struct vm_operations_struct whole = WHOLE_OPS;
MK_OPS(red);
static const struct file_operations common_fops = { COMMON_FILE };
