#define COMMON_OPS .fault = common_fault, .page_mkwrite = common_mkwrite
#define MORE_OPS COMMON_OPS
#define WHOLE_OPS { .fault = whole_fault }
#define MK_OPS(x) static const struct vm_operations_struct x##_ops = { .fault = x##_fault }
#define SET_FAULT(v) (v)->fault = set_fault
#define COMMON_FILE .mmap = common_mmap
