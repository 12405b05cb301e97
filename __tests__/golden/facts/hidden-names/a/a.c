#include <linux/ops.h>

/* = unknown process: torn_put is named in a word that goes on in the next line, or is spelled by numbers (b/b.c:6) */
int torn_put(void *v)
{
	return 0;
}

/* = unknown process: spelled_put is named in a word that goes on in the next line, or is spelled by numbers (c/c.c:6) */
int spelled_put(void *v)
{
	return 0;
}

/* = both fault process: d_vm_ops.fault -> d_fault -> glued_put: a_fops.mmap -> a_mmap -> glued_put */
int glued_put(void *v)
{
	return 0;
}

/* = both fault process: d_vm_ops.page_mkwrite -> d_mkwrite -> pasted_put: a_fops.mmap -> a_mmap -> pasted_put */
int pasted_put(void *v)
{
	return 0;
}

/* = only process: a_fops.mmap -> a_mmap */
static int a_mmap(void *file, void *vma)
{
	return torn_put(vma) + spelled_put(vma) + glued_put(vma) + pasted_put(vma);
}
static const struct file_operations a_fops = { .mmap = a_mmap };
