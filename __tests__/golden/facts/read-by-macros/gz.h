struct gz_funcs {
	int (*insert)(int n);
	int (*remove)(int n);
	int (*reset)(int n);
	int (*gz_step)(int n);
};
struct gz {
	const struct gz_funcs *funcs;
};
#define gz_call(g, f, n) GZ_CALL((g)->funcs, f, n)
#define GZ_CALL(funcs, f, n) (funcs)->f(n)
#define gz_do(g, f) (g)->funcs->re##f(1)
#define gz_walk(g, f) (g)->funcs->gz_##f(1)
