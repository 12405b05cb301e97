struct vm_operations_struct { int (*fault)(void *vmf); int (*page_mkwrite)(void *vmf); };
struct file_operations { int (*mmap)(void *file, void *vma); int (*open)(void *file); };
