/* Included by whole.c, whose function it names. */
static const struct vm_operations_struct whole_vm_ops = { .fault = whole_fault };
