#define GZ_DO(n) GZ_GLUE(gz_, n)(0)
#define GZ_GLUE(a, b) GZ_GLUE_(a, b)
#define GZ_GLUE_(a, b) a##b
#define GZ_RESET gz_ ## reset
#define GZ_EACH(X) X(first) X(second)
int gz_shared(int n);
int gz_apart(int n);
