struct decoy_state {
	int (*fault)(struct decoy_state *d);
};
#define DECOY_OPS .fault = decoy_fault
#define MK_DECOY(x) static struct decoy_state x##_state = { .fault = x##_decoy }

/* = unknown: struct decoy_state.fault has no known callers (decoy.c:24) */
static int decoy_fault(struct decoy_state *d)
{
	return 0;
}

/* = unknown: struct decoy_state.fault has no known callers (decoy.c:24) */
static int blue_decoy(struct decoy_state *d)
{
	return 0;
}

/* Same members, another struct. */

static struct decoy_state state = {
	DECOY_OPS,
};
MK_DECOY(blue);
