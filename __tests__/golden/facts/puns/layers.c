#include "tables.h"

/* = unknown process: struct layers.layers_it shares its place with others in a union (tables.h:16) */
static int layers_insert(void *vma)
{
	return 0;
}
static struct layers layers_table = { .layers_it = layers_insert };
static struct layers *layers_known = &layers_table;

/* = only process: layers_fops.mmap -> layers_mmap */
static int layers_mmap(void *file, void *vma)
{
	return layers_known->layers_it(vma);
}
static const struct file_operations layers_fops = { .mmap = layers_mmap };

/* = only fault: layers_vm_ops.fault -> layers_fault */
static int layers_fault(void *vmf)
{
	return layers_known->second(vmf);
}
static const struct vm_operations_struct layers_vm_ops = { .fault = layers_fault };
