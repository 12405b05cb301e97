#ifndef GIZMO_H
#define GIZMO_H

/* What a chip does about a page that is not there. */
typedef int (*gizmo_fault_fn)(struct vm_fault *vmf, unsigned long pfn);

typedef int gizmo_wait_fn(struct vm_fault *vmf);

struct gizmo_chip {
	const char *name;
	int (*map_fault)(struct vm_fault *vmf, unsigned long pfn);
	gizmo_fault_fn retry_fault;
	gizmo_wait_fn *wait_fault;
	int (*reset)(struct gizmo *g);
};

extern int gizmo_plain_fault(struct vm_fault *, unsigned long);
int __must_check
gizmo_tiled_fault(struct vm_fault *vmf, unsigned long pfn);
extern gizmo_wait_fn gizmo_wait_fault;
int gizmo_get_page(struct gizmo *g, unsigned long pgoff, struct page **page,
		   int *fault_type);
int gizmo_to_errno(int fault);
void gizmo_report(struct gizmo *g, unsigned int fault, int err);

#ifdef CONFIG_GIZMO_HUGE
int gizmo_huge_fault(struct vm_fault *vmf, unsigned int order);
#else
static inline int gizmo_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	return VM_FAULT_FALLBACK;
}
#endif

#endif
