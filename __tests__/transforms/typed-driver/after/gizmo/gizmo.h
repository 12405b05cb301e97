#ifndef GIZMO_H
#define GIZMO_H

/* What a chip does about a page that is not there. */
typedef vm_fault_t (*gizmo_fault_fn)(struct vm_fault *vmf, unsigned long pfn);

typedef vm_fault_t gizmo_wait_fn(struct vm_fault *vmf);

struct gizmo_chip {
	const char *name;
	vm_fault_t (*map_fault)(struct vm_fault *vmf, unsigned long pfn);
	gizmo_fault_fn retry_fault;
	gizmo_wait_fn *wait_fault;
	int (*reset)(struct gizmo *g);
};

extern vm_fault_t gizmo_plain_fault(struct vm_fault *, unsigned long);
vm_fault_t __must_check
gizmo_tiled_fault(struct vm_fault *vmf, unsigned long pfn);
extern gizmo_wait_fn gizmo_wait_fault;
int gizmo_get_page(struct gizmo *g, unsigned long pgoff, struct page **page,
		   vm_fault_t *fault_type);
int gizmo_to_errno(vm_fault_t fault);
void gizmo_report(struct gizmo *g, vm_fault_t fault, int err);

#ifdef CONFIG_GIZMO_HUGE
vm_fault_t gizmo_huge_fault(struct vm_fault *vmf, unsigned int order);
#else
static inline vm_fault_t gizmo_huge_fault(struct vm_fault *vmf,
					  unsigned int order)
{
	return VM_FAULT_FALLBACK;
}
#endif

#endif
