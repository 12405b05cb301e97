#include "ops.h"
#include HANDLERS_OF(gizmo)

/* = unknown process: unsaid_insert is in one unit with a file whose name a macro says (unsaid.c:2) */
static int unsaid_insert(void *vma)
{
	return 0;
}

/* = unknown process: unsaid_mmap is in one unit with a file whose name a macro says (unsaid.c:2) */
static int unsaid_mmap(void *file)
{
	return unsaid_insert(file);
}

static const struct file_operations unsaid_fops = { .mmap = unsaid_mmap };
