#include "tables.h"

/* = both fault process: next_ops.fault -> next_fault -> struct table.insert -> my_insert: home_fops.mmap -> home_mmap -> struct table.insert -> my_insert */
static int my_insert(void *vma)
{
	return 0;
}

/* = unknown process: struct table.remove is read by a macro (tables.h:6) */
static int my_remove(void *vma)
{
	return 0;
}

/* = unknown: my_move is stored in table.SHIFT, which is a macro (home.c:21) */
static int my_move(void *vma)
{
	return 0;
}
#define SHIFT move
struct table table = { .insert = my_insert, .remove = my_remove, .SHIFT = my_move };

/* = only process: home_fops.mmap -> home_mmap */
static int home_mmap(void *file, void *vma)
{
	return table.insert(vma) + table.remove(vma) + table.move(vma);
}
static const struct file_operations home_fops = { .mmap = home_mmap };
