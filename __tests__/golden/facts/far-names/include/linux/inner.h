#define DO_PUT(v) far_put(v)
