/* = unknown process: gz_entry_of_list is handed to gz_entry_of_list (gz/list.inc:1) */
static int gz_entry_of_list(int n)
{
	return n;
}

/* = unknown: gz_all has no known caller (gz/list.c:8) */
int gz_all(void)
{
#include "list.inc"
}

/* = unknown process: list_mmap is defined before a file is included that was not found (gz/list.c:19) */
static int list_mmap(struct file *file, struct vm_area_struct *vma)
{
	return gz_entry_of_list(1);
}
static const struct file_operations list_fops = { .mmap = list_mmap };
#include "generated-table.h"
