#include "gizmo.h"

/* = only fault: gizmo_vm_ops.fault -> gizmo_fault -> gizmo_insert -> gizmo_put_page */
static int gizmo_put_page(struct gizmo *g, unsigned long at)
{
	return vm_insert_page(g->vma, at, g->pages[0]);
}

/* = only fault: gizmo_vm_ops.fault -> gizmo_fault -> gizmo_insert */
int gizmo_insert(struct gizmo *g, struct vm_fault *vmf)
{
	if (g->busy)
		return gizmo_put_page(g, 0);
	return gizmo_put_page(g, vmf->address);
}

/* = only fault: gizmo_vm_ops.fault -> gizmo_fault */
int gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	int err;

	mutex_lock(&g->lock);
	err = gizmo_insert(g, vmf);
	mutex_unlock(&g->lock);
	return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}
EXPORT_SYMBOL_GPL(gizmo_fault);
