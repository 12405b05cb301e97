/** A tree with a site of every kind: what convinces, what needs consent, what cannot be done, what is done. */
export const TREE = `// file: include/linux/mm.h
typedef int vm_fault_t;
#define VM_FAULT_OOM 1
#define VM_FAULT_SIGBUS 2
#define VM_FAULT_NOPAGE 256
struct vm_fault { unsigned long address; struct vm_area_struct *vma; };
struct vm_operations_struct { vm_fault_t (*fault)(struct vm_fault *vmf); };
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
// file: drivers/gpu/drm/gizmo/gem.c
#include <linux/mm.h>

static int gizmo_fault(struct vm_fault *vmf)
{
	int ret = vm_insert_page(vmf->vma, vmf->address, gizmo_page(vmf));

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
// file: drivers/char/widget.c
#include <linux/mm.h>

static int widget_mmap(struct file *file, struct vm_area_struct *vma)
{
	return vm_insert_page(vma, vma->vm_start, widget_page(file));
}

static const struct file_operations widget_fops = {
	.mmap = widget_mmap,
};
// file: fs/trace.c
#include <linux/mm.h>

static int trace_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vm_insert_page(vma, vma->vm_start, trace_page(file)))
		WARN_ONCE(1, "vm_insert_page() failed");
	return 0;
}

static const struct file_operations trace_fops = {
	.mmap = trace_mmap,
};
`;
