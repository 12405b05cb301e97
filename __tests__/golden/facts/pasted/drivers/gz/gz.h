#define CALLG(n) gz_##n(1)
#define GZ_RUN(n) gz_##n(2);
#define GZ_VIA(n) GZ_VIA_##n
#define GZ_VIA_late gz_late(3)
#define GZ_NAME(n) "gz_" #n
#define GZ_OPS(x) \
	static const struct vm_operations_struct x##_ops = { .fault = x##_fault }
