struct vm_operations_struct { void (*open)(void *vma); void (*close)(void *vma); int (*fault)(void *vmf); };
struct file_operations { int (*mmap)(void *file); };
typedef int (*insert_t)(void *vma);
typedef insert_t two_t[2];
typedef struct { insert_t x, y; } both_t;
#define COMMON insert_t first; insert_t second
#define TWO 0, 0
#define ONE 0
struct pair { insert_t a, b; };
struct nested { struct pair pair; insert_t c; insert_t d; };
struct told { COMMON; insert_t c; insert_t d; };
struct plain { insert_t a, b, c, d; };
struct arrays { two_t a; insert_t b; insert_t c; };
struct flats { both_t a; insert_t b; insert_t c; };

/* = unknown: in_nested is stored in nested by position, and the order of struct nested is not known (gz.c:21) */
static int in_nested(void *vma)
{
	return 0;
}
static struct nested nested = { .pair.a = 0, in_nested };

/* = unknown: in_told is stored in told by position, and the order of struct told is not known (gz.c:28) */
static int in_told(void *vma)
{
	return 0;
}
static struct told told = { 0, 0, in_told };

/* = unknown: behind_two is stored in two by position, and the order of struct plain is not known (gz.c:35) */
static int behind_two(void *vma)
{
	return 0;
}
static struct plain two = { TWO, behind_two };

/* = only process: gz_fops.mmap -> gz_mmap -> struct plain.b -> behind_one */
static int behind_one(void *vma)
{
	return 0;
}
static struct plain one = { ONE, behind_one };

/* = unknown: in_array is stored in arrays by position, and the order of struct arrays is not known (gz.c:49) */
static int in_array(void *vma)
{
	return 0;
}
static struct arrays arrays = { 0, in_array };

/* = unknown: in_flat is stored in flats by position, and the order of struct flats is not known (gz.c:56) */
static int in_flat(void *vma)
{
	return 0;
}
static struct flats flats = { 0, in_flat };

/* = unknown: gz_fault is stored in gz_ops by position, and the order of struct vm_operations_struct is not known (gz.c:63) */
static int gz_fault(void *vmf)
{
	return nested.pair.b(vmf) + told.c(vmf) + two.c(vmf) + arrays.a[1](vmf) + flats.a.y(vmf);
}
static const struct vm_operations_struct gz_ops = { TWO, gz_fault };

/* = only process: gz_fops.mmap -> gz_mmap */
static int gz_mmap(void *file)
{
	return nested.c(file) + two.b(file) + one.b(file) + arrays.b(file) + flats.b(file);
}
static const struct file_operations gz_fops = { gz_mmap };
