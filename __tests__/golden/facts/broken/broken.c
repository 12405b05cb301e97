/* = only fault: torn_vm_ops.fault -> torn_fault -> plainly_called */
static int plainly_called(int n)
{
	return n;
}

/* = only fault: torn_vm_ops.fault -> torn_fault */
static int torn_fault(struct vm_fault *vmf)
{
	int n = [ what :: is ] this;

	if (n == 2 @ 3)
		return plainly_called(n);
	return 0;
}

/* = unknown: oddly_named is named in torn_mmap, which cannot be read there (broken.c:28) */
static int oddly_named(int n)
{
	return n;
}

/* = only process: torn_fops.mmap -> torn_mmap */
static int torn_mmap(struct file *file, struct vm_area_struct *vma)
{
	int n = [ what :: is ] this;

	return with @ oddly_named @ here;
}

/* = unknown: in_unread_table is named in unread, which cannot be read (broken.c:40) */
static int in_unread_table(struct vm_fault *vmf)
{
	return 0;
}

static const struct vm_operations_struct torn_vm_ops = { .fault = torn_fault };
static const struct file_operations torn_fops = { .mmap = torn_mmap };
static const struct vm_operations_struct unread = {
	%% .fault = in_unread_table $ $ ::
};

/* = unknown: above_unbalanced is named in unbalanced, where its brackets do not balance (broken.c:52) */
static int above_unbalanced(int n)
{
	return n;
}

/* = unknown: unbalanced is named nowhere, so a macro may make its name (broken.c:50) */
static int unbalanced(struct vm_fault *vmf)
{
	if (above_unbalanced(1)) {
		return 2;
}
