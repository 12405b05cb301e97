/* = only fault: user_vm_ops.fault -> part_fault */
static int part_fault(void *vmf)
{
	return 0;
}
