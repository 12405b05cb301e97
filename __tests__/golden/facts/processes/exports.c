/* = only process: dev_fops.mmap -> dev_mmap -> exported_to_the_tree */
int exported_to_the_tree(struct vm_area_struct *vma)
{
	return 0;
}
EXPORT_SYMBOL_GPL(exported_to_the_tree);

/* = unknown: exported_to_nobody is exported, and nothing in the tree calls it (exports.c:9) */
int exported_to_nobody(struct vm_area_struct *vma)
{
	return below_nobody(vma) + half_known(vma);
}
EXPORT_SYMBOL(exported_to_nobody);

/* = unknown: exported_to_nobody is exported, and nothing in the tree calls it (exports.c:9) */
int below_nobody(struct vm_area_struct *vma)
{
	return 0;
}

/* = unknown process: exported_to_nobody is exported, and nothing in the tree calls it (exports.c:9) */
int half_known(struct vm_area_struct *vma)
{
	return 0;
}

/* = unknown: called_by_nobody has no known caller (exports.c:28) */
int called_by_nobody(void)
{
	return 0;
}

/* = only process: exports_fops.open -> exports_open */
static int exports_open(struct inode *inode, struct file *file)
{
	return half_known(file->vma);
}

static const struct file_operations exports_fops = { .open = exports_open };

/* = unknown: SYSCALL_DEFINE1 is made by a macro, or stands behind one that takes arguments (exports.c:48) */
static int sys_like(int fd)
{
	return fd;
}

/* = unknown: SYSCALL_DEFINE1 is made by a macro, or stands behind one that takes arguments (exports.c:48) */
SYSCALL_DEFINE1(widget, int, fd)
{
	return sys_like(fd);
}

/* = unknown: unused is named nowhere, so a macro may make its name (exports.c:54) */
static int __maybe_unused unused(void)
{
	return only_for_unused();
}

/* = unknown: unused is named nowhere, so a macro may make its name (exports.c:54) */
static int only_for_unused(void)
{
	return 0;
}
