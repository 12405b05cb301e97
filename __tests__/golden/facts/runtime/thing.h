#include <linux/mm.h>

struct thing_bo {
	struct thing_tables {
		struct vm_operations_struct vm_ops;
		struct power_ops power;
	} tables;
	const struct vm_operations_struct *base;
};

struct thing_bo *to_thing_bo(struct gem_object *obj);
#define bo_of(x) container_of(x, struct thing_bo, base)
