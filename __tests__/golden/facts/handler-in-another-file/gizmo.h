struct gizmo;
int gizmo_fault(struct vm_fault *vmf);
int gizmo_insert(struct gizmo *g, struct vm_fault *vmf);
extern const struct vm_operations_struct gizmo_vm_ops;
