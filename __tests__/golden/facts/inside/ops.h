struct vm_operations_struct { int (*fault)(void *vmf); };
struct file_operations { int (*mmap)(void *file, void *vma); };
