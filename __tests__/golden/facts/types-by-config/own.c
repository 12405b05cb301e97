#include <linux/tables.h>
struct near { int (*insert)(void *vma); };

/* = only process: seven_fops.mmap -> seven_mmap -> struct near.insert -> seven_insert */
static int seven_insert(void *vma)
{
	return 0;
}
static struct near seven_table = { .insert = seven_insert };

/* = only process: seven_fops.mmap -> seven_mmap */
static int seven_mmap(void *file, void *vma)
{
	return seven_table.insert(vma);
}
static const struct file_operations seven_fops = { .mmap = seven_mmap };
