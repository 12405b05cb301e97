/*
 * What a module does that must not need another one.
 */
static int (*user_hook)(int n);

/* = only fault: user_vm_ops.fault -> user_fault */
static int user_fault(struct vm_fault *vmf)
{
	int (*hook)(int n);

	hook = __symbol_get("gz_looked_up");
	return hook ? hook(1) : user_hook(1);
}
static const struct vm_operations_struct user_vm_ops = { .fault = user_fault };
