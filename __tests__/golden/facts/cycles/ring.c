/* = only fault: ring_vm_ops.fault -> ring_fault -> again */
static int again(int n)
{
	return n ? again(n - 1) : 0;
}

/* = only fault: ring_vm_ops.fault -> ring_fault -> ping */
int ping(int n)
{
	return n ? pong(n - 1) : again(n);
}

/* = only fault: ring_vm_ops.fault -> ring_fault */
static int ring_fault(struct vm_fault *vmf)
{
	return again(3) + ping(3);
}

/* = unknown: no way to alone was found (ring.c:20) */
static int alone(int n)
{
	return alone(n - 1);
}

/* = unknown: no way to island_a was found (ring.c:26) */
int island_a(int n)
{
	return island_b(n);
}

static const struct vm_operations_struct ring_vm_ops = { .fault = ring_fault };
