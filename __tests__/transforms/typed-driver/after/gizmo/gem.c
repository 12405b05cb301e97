#include <linux/mm.h>
#include "gizmo.h"

static const struct gizmo_chip gizmo_chips[] = {
	{ .name = "plain", .map_fault = gizmo_plain_fault,
	  .retry_fault = gizmo_plain_fault },
	{ .name = "tiled", .map_fault = gizmo_tiled_fault,
	  .retry_fault = gizmo_tiled_fault },
};

static vm_fault_t gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	const struct gizmo_chip *chip = &gizmo_chips[g->state == GIZMO_RUNNING];
	int err;
	vm_fault_t ret;

	err = gizmo_prepare(g);
	if (err) {
		g->last_error = err;
		return VM_FAULT_SIGBUS;
	}
	ret = chip->map_fault(vmf, g->base + vmf->pgoff);
	if (ret == VM_FAULT_RETRY)
		ret = chip->retry_fault(vmf, g->base + vmf->pgoff);
	gizmo_report(g, ret, 0);
	return ret;
}

static vm_fault_t gizmo_page_mkwrite(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	vm_fault_t fault_type = VM_FAULT_LOCKED;
	struct page *page;
	int err;

	err = gizmo_get_page(g, vmf->pgoff, &page, &fault_type);
	if (err)
		return vmf_error(err);
	vmf->page = page;
	return fault_type;
}

static vm_fault_t gizmo_pfn_mkwrite(struct vm_fault *vmf)
{
	return gizmo_huge_fault(vmf, 0);
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
	.page_mkwrite = gizmo_page_mkwrite,
	.pfn_mkwrite = gizmo_pfn_mkwrite,
};

static const struct gizmo_chip gizmo_slow_chip = {
	.name = "slow",
	.wait_fault = gizmo_wait_fault,
};

static vm_fault_t gizmo_slow_fault(struct vm_fault *vmf)
{
	return gizmo_slow_chip.wait_fault(vmf);
}

static const struct vm_operations_struct gizmo_slow_vm_ops = {
	.fault = gizmo_slow_fault,
};

/* Outside of page faults: what it gets is an errno. */
int gizmo_populate(struct gizmo *g, struct vm_fault *vmf)
{
	struct page *page;
	vm_fault_t fault;
	int err = gizmo_get_page(g, 0, &page, NULL);

	if (err)
		return err;
	fault = gizmo_plain_fault(vmf, g->base);
	gizmo_report(g, fault, err);
	return gizmo_to_errno(fault);
}
