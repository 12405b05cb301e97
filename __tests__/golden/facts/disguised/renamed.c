#include "ops.h"
#include "renamed.h"

/* = unknown process: gizmo_insert is given another name by a macro (renamed.h:1) */
int gizmo_insert(void *vma)
{
	return 0;
}

/* = only process: gizmo_fops.mmap -> gizmo_mmap */
static int gizmo_mmap(void *file)
{
	return gizmo_insert(file);
}

static const struct file_operations gizmo_fops = { .mmap = gizmo_mmap };
