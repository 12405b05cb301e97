#include "thing.h"

static struct vm_operations_struct patched_ops;
static const struct vm_operations_struct *base_ops;

/* = only fault: patched_ops.fault -> patched_fault */
static int patched_fault(struct vm_fault *vmf)
{
	return base_ops->fault(vmf);
}

/* = only fault: bo->tables.vm_ops.page_mkwrite -> nested_mkwrite */
static int nested_mkwrite(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: to_thing_bo(obj)->tables.vm_ops.fault -> returned_fault */
static int returned_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: bo_of(obj)->tables.vm_ops.fault -> contained_fault */
static int contained_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: ops.fault -> local_fault */
static int local_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = unknown: struct power_ops.fault has no known callers (thing.c:62) */
static int power_fault(struct power *p)
{
	return 0;
}

/* = unknown: hidden_fault is stored in mystery(vma)->fault, and the type of mystery(vma) is not known (thing.c:63) */
static int hidden_fault(struct vm_fault *vmf)
{
	return 0;
}

/* = only process: thing_fops.mmap -> thing_mmap */
static int thing_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gem_object *obj = file->private_data;
	struct thing_bo *bo = to_thing_bo(obj);
	static struct vm_operations_struct ops;

	base_ops = vma->vm_ops;
	patched_ops = *base_ops;
	patched_ops.fault = &patched_fault;
	bo->tables.vm_ops.page_mkwrite = nested_mkwrite;
	to_thing_bo(obj)->tables.vm_ops.fault = (void *)returned_fault;
	bo_of(obj)->tables.vm_ops.fault = contained_fault;
	ops.fault = obj ? local_fault : NULL;
	bo->tables.power.fault = power_fault;
	mystery(vma)->fault = hidden_fault;
	vma->vm_ops = &patched_ops;
	return 0;
}

static struct file_operations thing_fops;

/* = only process: thing_driver.probe -> thing_probe */
static int thing_probe(struct platform_device *dev)
{
	thing_fops.mmap = thing_mmap;
	return 0;
}

static struct platform_driver thing_driver = { .probe = thing_probe };
