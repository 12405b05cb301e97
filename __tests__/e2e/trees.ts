/** Small trees, of our own making, with a site for each kind of verdict. */

/** A fault handler that maps the errno: to convert. */
export const FAULT = `#include <linux/mm.h>

static int gizmo_fault(struct vm_fault *vmf)
{
	struct gizmo *g = vmf->vma->vm_private_data;
	int ret;

	ret = vm_insert_page(vmf->vma, vmf->address, g->page);
	switch (ret) {
	case 0:
	case -EBUSY:
		return VM_FAULT_NOPAGE;
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static const struct vm_operations_struct gizmo_vm_ops = {
	.fault = gizmo_fault,
};
`;

/** The same outside a fault handler, where nobody sees the errno: in review. */
export const MMAP = `#include <linux/mm.h>

static int widget_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct widget *w = file->private_data;

	if (vm_insert_page(vma, vma->vm_start, w->page))
		WARN_ONCE(1, "vm_insert_page() failed");
	return 0;
}

static const struct file_operations widget_fops = {
	.mmap = widget_mmap,
};
`;

/** An errno that leaves the function: to refuse. */
export const ESCAPES = `#include <linux/mm.h>

static int gadget_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gadget *g = file->private_data;

	return vm_insert_page(vma, vma->vm_start, g->page);
}

static const struct file_operations gadget_fops = {
	.mmap = gadget_mmap,
};
`;

/** The declarations: done. */
export const MM_H = `struct page;
struct vm_area_struct;
typedef int vm_fault_t;
#define VM_FAULT_OOM	0x0001
#define VM_FAULT_SIGBUS	0x0002
#define VM_FAULT_NOPAGE	0x0100
#define VM_FAULT_ERROR	(VM_FAULT_OOM | VM_FAULT_SIGBUS)
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
`;

/** A tree with one driver of each kind. */
export const ALL = {
  'include/linux/mm.h': MM_H,
  'drivers/gizmo/gizmo.c': FAULT,
  'drivers/widget/widget.c': MMAP,
  'drivers/gadget/gadget.c': ESCAPES,
} as const;

/** A tree in which nothing is left for a person. */
export const SURE = { 'include/linux/mm.h': MM_H, 'drivers/gizmo/gizmo.c': FAULT } as const;

/** `series` of the calls alone: the trees here are too small to have the types. */
export const SERIES = ['series', '-t', 'vm-insert-page'] as const;
