/* = unknown: WALK has no known caller (walk.h:2) */
static int WALK(walk)(struct vm_area_struct *vma)
{
	return walk_one(vma);
}
