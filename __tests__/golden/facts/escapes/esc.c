static int (*hook)(struct vm_fault *vmf);

/* = unknown fault: passed_on is passed to register_handler (esc.c:66) */
static int passed_on(struct vm_fault *vmf)
{
	return below_passed_on(vmf);
}

/* = unknown fault: passed_on is passed to register_handler (esc.c:66) */
static int below_passed_on(struct vm_fault *vmf)
{
	return 0;
}

/* = unknown: hooked is stored in the variable hook (esc.c:67) */
static int hooked(struct vm_fault *vmf)
{
	return 0;
}

/* = unknown: given_back is returned by esc_choose (esc.c:57) */
static int given_back(struct vm_fault *vmf)
{
	return 0;
}

/* = unknown: kept is kept in the variable fn, which is passed on (esc.c:65) */
static int kept(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: esc_vm_ops.page_mkwrite -> esc_mkwrite -> called_through_local */
static int called_through_local(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: esc_vm_ops.page_mkwrite -> esc_mkwrite -> compared */
static int compared(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: esc_vm_ops.page_mkwrite -> esc_mkwrite */
static int esc_mkwrite(struct vm_fault *vmf)
{
	int (*fn)(struct vm_fault *vmf) = called_through_local;
	int size = sizeof(compared(vmf)) + sizeof(&compared);

	return size ? fn(vmf) : (*compared)(vmf);
}

/* = only process: esc_fops.mmap -> esc_mmap -> esc_choose */
static void *esc_choose(void)
{
	return given_back;
}

/* = only process: esc_fops.mmap -> esc_mmap */
static int esc_mmap(struct file *file, struct vm_area_struct *vma)
{
	int (*fn)(struct vm_fault *vmf);

	fn = kept;
	register_handler(passed_on, fn, esc_choose());
	hook = hooked;
	if (vma->vm_ops->fault == passed_on || hook == compared)
		return 0;
	asm volatile("call %P0" : : "i" (in_asm));
	return 0;
}

/* = unknown: in_asm is named in esc_mmap, which cannot be read there (esc.c:70) */
static void in_asm(void)
{
}

/* = unknown: in_list is stored in the variable handlers (esc.c:85) */
static int in_list(struct vm_fault *vmf)
{
	return 0;
}

static int (*const handlers[])(struct vm_fault *) = { NULL, in_list };
static const struct vm_operations_struct esc_vm_ops = {
	.fault = passed_on,
	.page_mkwrite = esc_mkwrite,
};
static const struct file_operations esc_fops = { .mmap = esc_mmap };

/* = unknown: aliased is named in a string that is code (esc.c:97) */
int aliased(int n)
{
	return n;
}
int other_name(int n) __attribute__((alias("aliased")));

/* = unknown: weakly_aliased is named in third_name, which cannot be read (esc.c:104) */
int weakly_aliased(int n)
{
	return n;
}
int third_name(int n) __alias(weakly_aliased);

/* = unknown: started is handed to module_init (esc.c:111) */
static int started(void)
{
	return 0;
}
module_init(started);

/* = unknown: noted has no known caller (esc.c:114) */
int noted(int n)
{
	return n;
}
NOKPROBE_SYMBOL(noted);
