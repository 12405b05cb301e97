#include "gz.h"

/* = unknown process: struct gz_funcs.insert is read by a macro (gz.c:30) */
static int my_insert(int n)
{
	return n;
}

/* = unknown process: struct gz_funcs.remove may be read by the macro gz_do (gz.c:30) */
static int my_remove(int n)
{
	return n;
}

/* = unknown: struct gz_funcs.reset has no known callers (gz.c:39) */
static int my_reset(int n)
{
	return n;
}

/* = unknown process: struct gz_funcs.gz_step may be read by the macro gz_walk (walk.c:6) */
static int my_step(int n)
{
	return n;
}

/* = only fault: gz_vm_ops.fault -> gz_fault */
static int gz_fault(struct vm_fault *vmf)
{
	return gz_call(the_gz, insert, 1) + gz_do(the_gz, move);
}

/* = only process: gz_fops.mmap -> gz_mmap */
static int gz_mmap(struct file *file, struct vm_area_struct *vma)
{
	return the_gz->funcs->insert(2) + the_gz->funcs->remove(2) + the_gz->funcs->gz_step(2);
}

static const struct gz_funcs gz_funcs = { .insert = my_insert, .remove = my_remove, .reset = my_reset, .gz_step = my_step };
static struct gz *the_gz;
static const struct vm_operations_struct gz_vm_ops = { .fault = gz_fault };
static const struct file_operations gz_fops = { .mmap = gz_mmap };
