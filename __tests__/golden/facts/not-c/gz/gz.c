/* = unknown process: gz_from_assembler is named in a file that is not C (arch/entry.S:2) */
int gz_from_assembler(int n)
{
	return n;
}

/* = both fault process: top_vm_ops.fault -> top_fault -> gz_in_body: gz_fops.mmap -> gz_mmap -> gz_in_body */
static int gz_in_body(int n)
{
	return n;
}

/* = only process: gz_fops.mmap -> gz_mmap -> gz_early */
static int gz_early(int n)
{
	return gz_from_assembler(n);
}

/* = only process: gz_fops.mmap -> gz_mmap */
static int gz_mmap(struct file *file, struct vm_area_struct *vma)
{
	return gz_in_body(2) + gz_early(2);
}
static const struct file_operations gz_fops = { .mmap = gz_mmap };
