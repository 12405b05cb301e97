#include <linux/mm.h>
#include "gizmo.h"

vm_fault_t gizmo_plain_fault(struct vm_fault *vmf, unsigned long pfn)
{
	int tries;
	vm_fault_t ret = 0;

	for (tries = 0; tries < 3; tries++) {
		ret = vmf_insert_pfn(vmf->vma, vmf->address, pfn);
		if (ret != VM_FAULT_RETRY)
			break;
	}
	return ret;
}

vm_fault_t gizmo_tiled_fault(struct vm_fault *vmf, unsigned long pfn)
{
	vm_fault_t major = 0;
	vm_fault_t ret;

	if (pfn & 1)
		major = VM_FAULT_MAJOR;
	ret = gizmo_plain_fault(vmf, pfn);
	if (ret & VM_FAULT_ERROR)
		return ret;
	return ret | major;
}

/* Turns a code into an errno: stays an int. */
int gizmo_to_errno(vm_fault_t fault)
{
	if (fault & VM_FAULT_OOM)
		return -ENOMEM;
	return fault & VM_FAULT_ERROR ? -EFAULT : 0;
}

void gizmo_report(struct gizmo *g, vm_fault_t fault, int err)
{
	if (fault & VM_FAULT_SIGBUS)
		g->faults++;
	if (err)
		g->last_error = err;
}

int gizmo_get_page(struct gizmo *g, unsigned long pgoff, struct page **page,
		   vm_fault_t *fault_type)
{
	int err = gizmo_prepare(g);

	if (err)
		return err;
	*page = g->pages[pgoff];
	if (fault_type)
		*fault_type |= VM_FAULT_MAJOR;
	return 0;
}

vm_fault_t gizmo_wait_fault(struct vm_fault *vmf)
{
	return VM_FAULT_RETRY;
}
