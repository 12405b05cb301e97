/* = only fault: said_ops.fault -> said_fault */
static int said_fault(void *vmf)
{
	return said_insert(vmf);
}

static const struct vm_operations_struct said_ops = { .fault = said_fault };
