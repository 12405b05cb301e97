#include "widget.h"

/* = only fault: widget_vm_ops.fault -> widget_fault -> struct widget_ops.vmfault -> round_vmfault */
static int round_vmfault(struct widget *w, struct vm_fault *vmf)
{
	return vm_insert_page(vmf->vma, vmf->address, w->page);
}

/* = only process: widget_fops.mmap -> widget_mmap -> struct widget_ops.setup -> round_setup */
static int round_setup(struct widget *w)
{
	return vm_insert_page(w->vma, w->vma->vm_start, w->page);
}

/* = unknown: struct widget_ops.forget has no known callers (round.c:35) */
static void round_forget(struct widget *w)
{
}

/* = unknown: struct widget_ops.blit is called through lookup(cmd), whose type is not known (core.c:32) */
static int round_blit(struct widget *w)
{
	return 0;
}

/* = unknown: struct widget_ops.paint is read by a macro (core.c:30) */
static int round_paint(struct widget *w)
{
	return 0;
}

const struct widget_ops round_ops = {
	.vmfault = round_vmfault,
	.setup = round_setup,
	.forget = round_forget,
	.blit = round_blit,
	.paint = round_paint,
};
