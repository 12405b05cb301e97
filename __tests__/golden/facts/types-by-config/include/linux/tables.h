struct vm_operations_struct { int (*fault)(void *vmf); };
struct file_operations { int (*mmap)(void *file, void *vma); };
struct left {
	int (*accessor_it)(void *vma);
	int (*pointer_it)(void *vma);
	int (*result_it)(void *vma);
	int (*struct_it)(void *vma);
	int (*typedef_it)(void *vma);
	int (*variable_it)(void *vma);
};
struct accessor_right { int (*accessor_it)(void *vma); };
struct pointer_right { int (*pointer_it)(void *vma); };
struct result_right { int (*result_it)(void *vma); };
struct struct_right { int (*struct_it)(void *vma); };
struct typedef_right { int (*typedef_it)(void *vma); };
struct variable_right { int (*variable_it)(void *vma); };
