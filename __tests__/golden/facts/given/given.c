struct vm_operations_struct { int (*fault)(void *vmf); };
struct file_operations { int (*mmap)(void *file, void *vma); };

/* = unknown process: given_insert is named by a macro that a build file gives (Makefile:3) */
static int given_insert(void *vma)
{
	return 0;
}

/* = unknown process: given_quoted is named by a macro that a build file gives (Makefile:4) */
static int given_quoted(void *vma)
{
	return 0;
}

/* = only process: given_fops.mmap -> given_mmap -> given_other */
static int given_other(void *vma)
{
	return 0;
}

/* = only process: given_fops.mmap -> given_mmap */
static int given_mmap(void *file, void *vma)
{
	return given_insert(vma) + given_quoted(vma) + given_other(vma);
}

/* = only fault: given_vm_ops.fault -> given_fault */
static int given_fault(void *vmf)
{
	return GIVEN_STEP(vmf) + GIVEN_CALL(vmf);
}

static const struct vm_operations_struct given_vm_ops = { .fault = given_fault };
static const struct file_operations given_fops = { .mmap = given_mmap };
