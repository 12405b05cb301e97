#include <linux/mm.h>
#include "gizmo.h"

int gizmo_plain_fault(struct vm_fault *vmf, unsigned long pfn)
{
	int ret = 0, tries;

	for (tries = 0; tries < 3; tries++) {
		ret = vmf_insert_pfn(vmf->vma, vmf->address, pfn);
		if (ret != VM_FAULT_RETRY)
			break;
	}
	return ret;
}

int gizmo_tiled_fault(struct vm_fault *vmf, unsigned long pfn)
{
	unsigned int major = 0;
	int ret;

	if (pfn & 1)
		major = VM_FAULT_MAJOR;
	ret = gizmo_plain_fault(vmf, pfn);
	if (ret & VM_FAULT_ERROR)
		return ret;
	return ret | major;
}

/* Turns a code into an errno: stays an int. */
int gizmo_to_errno(int fault)
{
	if (fault & VM_FAULT_OOM)
		return -ENOMEM;
	return fault & VM_FAULT_ERROR ? -EFAULT : 0;
}

void gizmo_report(struct gizmo *g, unsigned int fault, int err)
{
	if (fault & VM_FAULT_SIGBUS)
		g->faults++;
	if (err)
		g->last_error = err;
}

int gizmo_get_page(struct gizmo *g, unsigned long pgoff, struct page **page,
		   int *fault_type)
{
	int err = gizmo_prepare(g);

	if (err)
		return err;
	*page = g->pages[pgoff];
	if (fault_type)
		*fault_type |= VM_FAULT_MAJOR;
	return 0;
}

int gizmo_wait_fault(struct vm_fault *vmf)
{
	return VM_FAULT_RETRY;
}
