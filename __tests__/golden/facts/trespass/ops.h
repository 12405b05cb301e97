struct vm_operations_struct { int (*fault)(void *vmf); };
struct file_operations { int (*mmap)(void *file, void *vma); int (*open)(void *file); };
struct platform_driver { int (*probe)(void *dev); int (*remove)(void *dev); };
struct other_operations { int (*mmap)(void *file, void *vma); };
