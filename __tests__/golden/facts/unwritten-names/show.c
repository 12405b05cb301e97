#include <linux/seq.h>

/* = unknown fault: gizmo_show is named nowhere, so a macro may make its name (show.c:10) */
static int help(void *p)
{
	return 0;
}

/* = unknown: gizmo_show is named nowhere, so a macro may make its name (show.c:10) */
static int gizmo_show(struct seq_file *m)
{
	return help(m);
}

/* = only fault: show_vm_ops.fault -> show_fault */
static int show_fault(struct vm_fault *vmf)
{
	return help(vmf);
}

DEFINE_SHOW_ATTRIBUTE(gizmo);
static const struct vm_operations_struct show_vm_ops = { .fault = show_fault };
