#include "gizmo.h"

/* = only fault: whole.fault -> in_whole */
static int in_whole(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: entry.fault -> in_entry */
static int in_entry(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: made_ops.fault -> in_made */
static int in_made(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: twice_ops.fault -> in_twice */
static int in_twice(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: (&late).fault -> set_late */
static int set_late(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: typed.fault -> in_typedef */
static int in_typedef(struct vm_fault *vmf)
{
	return 0;
}

/* = unknown: in_mystery is handed to DEFINE_MYSTERY (gizmo.c:102) */
static int in_mystery(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: blue_pasted_ops.fault -> blue_pasted_fault */
static int blue_pasted_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: more.page_mkwrite -> in_more -> gizmo_shortcut -> shortcut_target */
static int shortcut_target(struct gizmo *g, int n)
{
	return n;
}

/* = only fault: more.fault -> old_name -> renamed */
static int renamed(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: more.page_mkwrite -> in_more */
static int in_more(struct vm_fault *vmf)
{
	return gizmo_shortcut(vmf->vma->vm_private_data);
}

/* = unknown: no way to only_in_unused_macro was found (gizmo.c:70) */
static int only_in_unused_macro(int x)
{
	return x;
}

/* = only fault: typed.page_mkwrite -> chosen_by_config */
static int chosen_by_config(struct vm_fault *vmf)
{
	return 0;
}

static struct vm_operations_struct late;

/* = only process: gizmo_fops.mmap -> gizmo_mmap */
static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	SET_HANDLER(&late, set_late);
	return 0;
}

static const struct vm_operations_struct whole = GIZMO_VM_OPS(in_whole);
static const struct vm_operations_struct entry = {
	GIZMO_ENTRY(in_entry),
	.open = gizmo_open,
};
static const struct vm_operations_struct more = {
	.fault = old_name,
	.page_mkwrite = in_more,
};
static gizmo_table typed = { .fault = in_typedef, .page_mkwrite = pm_ptr(chosen_by_config) };
DEFINE_VM_OPS(made, in_made);
DEFINE_TWO(twice, in_twice);
DEFINE_MYSTERY(mystery, in_mystery);
DEFINE_PASTED(blue);
static const struct file_operations gizmo_fops = { .mmap = gizmo_mmap };
