/* = unknown process: gz_aliased is named in a string that is code (gz.c:8) */
int gz_aliased(int n)
{
	return n;
}

/* The alias is what the handler calls. */
int gz_alias(int n) __attribute__((alias("gz_aliased")));

/* = unknown process: gz_joined is named in a string that is code (gz.c:15) */
int gz_joined(int n)
{
	return n;
}
int gz_joint(int n) __attribute__((weak, alias("gz_" "joined")));

/* = unknown process: gz_marked is named in gz_mark, which cannot be read (gz.c:22) */
int gz_marked(int n)
{
	return n;
}
int gz_mark(int n) __alias(gz_marked);

static int gz_ref(int n) __attribute__((weakref("gz_referred")));

/* = unknown process: gz_referred is named in a string that is code (gz.c:24) */
int gz_referred(int n)
{
	return n;
}

/* = unknown process: gz_weak is named by a #pragma (gz.c:37) */
int gz_weak(int n)
{
	return n;
}
#pragma weak gz_other_weak = gz_weak

/* = unknown process: gz_set is named in a string that is code (gz.c:44) */
int gz_set(int n)
{
	return n;
}
asm(".set gz_other_set, gz_set");

/* = unknown process: gz_called is named in a string that is code (gz.c:80) */
int gz_called(int n)
{
	return n;
}

/* = unknown process: gz_looked_up is named in a string, by which it may be found (user.c:11) */
int gz_looked_up(int n)
{
	return n;
}
EXPORT_SYMBOL(gz_looked_up);

/* = unknown process: gz_handed is handed to EXPORT_HANDLER (gz.c:64) */
int gz_handed(int n)
{
	return n;
}
EXPORT_HANDLER(gizmo_ops, gz_handed);

/* = only process: gz_fops.mmap -> gz_mmap -> gz_printed */
int gz_printed(int n)
{
	pr_debug("%s: %d\n", "gz_printed", n);
	return n;
}
EXPORT_SYMBOL_GPL(gz_printed);

/* = only fault: gz_vm_ops.fault -> gz_fault */
static int gz_fault(struct vm_fault *vmf)
{
	gz_alias(1);
	gz_joint(1);
	gz_mark(1);
	asm("call gz_called");
	return gz_ref(1);
}

/* = only process: gz_fops.mmap -> gz_mmap */
static int gz_mmap(struct file *file, struct vm_area_struct *vma)
{
	gz_aliased(2);
	gz_joined(2);
	gz_marked(2);
	gz_referred(2);
	gz_weak(2);
	gz_set(2);
	gz_called(2);
	gz_looked_up(2);
	gz_handed(2);
	return gz_printed(2);
}

static const struct vm_operations_struct gz_vm_ops = { .fault = gz_fault };
static const struct file_operations gz_fops = { .mmap = gz_mmap };
