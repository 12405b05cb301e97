#include <linux/gz.h>
#include "gz.h"

/* = both fault process: gz_vm_ops.fault -> gz_vm_fault -> gz_insert: gz_fops.mmap -> gz_mmap -> gz_insert */
static int gz_insert(int n)
{
	return n;
}

/* = both fault process: gz_vm_ops.fault -> gz_vm_fault -> gz_remove: gz_fops.mmap -> gz_mmap -> gz_remove */
static int gz_remove(int n)
{
	return n;
}

/* = both fault process: gz_vm_ops.fault -> gz_vm_fault -> gz_reset: gz_fops.mmap -> gz_mmap -> gz_reset */
static int gz_reset(int n)
{
	return n;
}

/* = both fault process: gz_vm_ops.fault -> gz_vm_fault -> gz_first: gz_fops.mmap -> gz_mmap -> gz_first */
static int gz_first(int n)
{
	return n;
}

/* = only fault: gz_vm_ops.fault -> gz_vm_fault -> gz_second */
static int gz_second(int n)
{
	return n;
}

/* = unknown process: GZ_VIA_late is named by the macro GZ_VIA (drivers/gz/main.c:65) */
static int gz_late(int n)
{
	return n;
}

/* = unknown process: gz_found is named in a string, by which it may be found (drivers/gz/main.c:66) */
static int gz_found(int n)
{
	return n;
}

/* = only process: gz_fops.mmap -> gz_mmap -> gz_plain */
static int gz_plain(int n)
{
	return n;
}

/* = only fault: made_ops.fault -> made_fault */
static int made_fault(struct vm_fault *vmf)
{
	return 0;
}
GZ_OPS(made);

/* = only fault: gz_vm_ops.fault -> gz_vm_fault */
static int gz_vm_fault(struct vm_fault *vmf)
{
	int n = CALLG(insert) + GZ_DO(remove) + GZ_RESET(4);

	GZ_EACH(GZ_RUN)
	n += GZ_VIA(late);
	asm("call " GZ_NAME(found));
	return n;
}

/* = only process: gz_fops.mmap -> gz_mmap */
static int gz_mmap(struct file *file, struct vm_area_struct *vma)
{
	gz_shared(1);
	gz_apart(1);
	return gz_insert(5) + gz_remove(5) + gz_reset(5) + gz_first(5) + gz_late(5) + gz_found(5) + gz_plain(5);
}

static const struct vm_operations_struct gz_vm_ops = { .fault = gz_vm_fault };
static const struct file_operations gz_fops = { .mmap = gz_mmap };
