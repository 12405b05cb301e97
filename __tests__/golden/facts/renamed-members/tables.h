#include "names.h"
struct vm_operations_struct { int (*fault)(void *vmf); };
struct file_operations { int (*mmap)(void *file, void *vma); };
struct table { int (*insert)(void *vma); int (*remove)(void *vma); int (*move)(void *vma); };
#define NEXT STEP
#define removed(table) CALL(table, remove)
extern struct table table;
