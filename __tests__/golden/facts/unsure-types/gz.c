struct vm_operations_struct { int (*fault)(void *vmf); };
struct other { int (*insert)(void *vma); };
struct gizmo { int (*insert)(void *vma); };
struct device {
#ifdef CONFIG_OTHER
	struct other *ops;
#else
	struct gizmo *ops;
#endif
};
static struct device *device;

/* = unknown: struct gizmo.insert is called through device->ops, whose type is not known (gz.c:23) */
static int gz_insert(void *vma)
{
	return 0;
}
static struct gizmo ops = { .insert = gz_insert };

/* = only fault: gz_ops.fault -> gz_fault */
static int gz_fault(void *vmf)
{
	return device->ops->insert(vmf);
}
static const struct vm_operations_struct gz_ops = { .fault = gz_fault };
