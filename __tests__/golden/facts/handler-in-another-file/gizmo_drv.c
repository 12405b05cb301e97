#include "gizmo.h"

/* gizmo_fault() and gizmo_insert() are named here, which means nothing. */
static const char *banner = "gizmo_fault gizmo_insert";

const struct vm_operations_struct gizmo_vm_ops = {
	.open = gizmo_vm_open,
	.fault = gizmo_fault,
};
