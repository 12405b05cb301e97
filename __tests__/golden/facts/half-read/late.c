#include "ops.h"
#ifdef CONFIG_LATE
@
static struct late *late_known;
#else
static struct other *late_known;
#endif

/* = unknown process: struct late.late_it is called through late_known, whose type is not known (late.c:28) */
static int late_insert(void *vma)
{
	return 0;
}
static struct late late_table = { .late_it = late_insert };

/* = only process: late_fops.mmap -> late_mmap */
static int late_mmap(void *file, void *vma)
{
	struct late *late = &late_table;

	return late->late_it(vma);
}
static const struct file_operations late_fops = { .mmap = late_mmap };

/* = only fault: late_ops.fault -> late_fault */
static int late_fault(void *vmf)
{
	return late_known->late_it(vmf);
}
static const struct vm_operations_struct late_ops = { .fault = late_fault };
