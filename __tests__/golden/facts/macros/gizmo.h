#define GIZMO_VM_OPS(handler) { .open = gizmo_open, .fault = handler }
#define GIZMO_ENTRY(handler) .fault = (handler)
#define DEFINE_VM_OPS(name, handler) \
	static const struct vm_operations_struct name##_ops = { \
		.fault = handler, \
	}
#define DEFINE_TWO(name, handler) DEFINE_VM_OPS(name, handler)
#define SET_HANDLER(ops, handler) do { (ops)->fault = (handler); } while (0)
#define gizmo_shortcut(g) shortcut_target(g, 1)
#define old_name renamed
#define DEFINE_PASTED(prefix) \
	static const struct vm_operations_struct prefix##_pasted_ops = { .fault = prefix##_pasted_fault }
#define UNUSED_MACRO(x) only_in_unused_macro(x)

#define ptr_if(cond, ptr) ((cond) ? (ptr) : NULL)
#define pm_ptr(ptr) ptr_if(IS_ENABLED(CONFIG_PM), (ptr))

typedef struct vm_operations_struct gizmo_table;
