#include <own/member.h>

/* = only process: gizmo_fops.mmap -> gizmo_mmap */
static int gizmo_mmap(struct file *file, struct vm_area_struct *vma)
{
	return 0;
}

struct file_operations gizmo_fops = {
	MEMBER(owner, THIS_MODULE),
	MEMBER(mmap, gizmo_mmap),
};
