/* = only fault: ring_vm_ops.fault -> ring_fault -> ping -> pong */
int pong(int n)
{
	return n ? ping(n - 1) : 0;
}

/* = unknown: no way to island_b was found (pong.c:8) */
int island_b(int n)
{
	return island_a(n);
}
