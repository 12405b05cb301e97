#ifdef CONFIG_WIDGET_TESTS
#define WIDGET_EXPORT_FOR_TESTS(func) EXPORT_SYMBOL(func);
#else
#define WIDGET_EXPORT_FOR_TESTS(func)
#endif

#define WIDGET_KEEP(func) EXPORT_SYMBOL_GPL(func); widget_fn kept = func

/* = only process: tested_fops.mmap -> tested_mmap */
static int tested_mmap(struct file *file, struct vm_area_struct *vma)
{
	return 0;
}
WIDGET_EXPORT_FOR_TESTS(tested_mmap);

/* = unknown: tested_by_nobody is exported, and nothing in the tree calls it (tested.c:17) */
int tested_by_nobody(void)
{
	return 0;
}
WIDGET_EXPORT_FOR_TESTS(tested_by_nobody);

/* = unknown process: tested_open is handed to WIDGET_KEEP (tested.c:28) */
static int tested_open(struct inode *inode, struct file *file)
{
	return 0;
}
WIDGET_KEEP(tested_open);

static const struct file_operations tested_fops = {
	.mmap = tested_mmap,
	.open = tested_open,
};
