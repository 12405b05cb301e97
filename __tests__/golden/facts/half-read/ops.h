struct vm_operations_struct { int (*fault)(void *vmf); };
struct file_operations { int (*mmap)(void *file, void *vma); };
struct other { int (*run)(void *vmf); };
struct cast { int (*cast_it)(void *vma); };
struct late { int (*late_it)(void *vma); };
typedef int outcome;
