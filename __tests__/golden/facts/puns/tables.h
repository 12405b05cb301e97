struct vm_operations_struct { int (*fault)(void *vmf); };
struct file_operations { int (*mmap)(void *file, void *vma); };
struct other { int (*run)(void *vmf); };
struct cast { int (*cast_it)(void *vma); };
struct slot { int (*slot_it)(void *vma); };
struct shared { int (*shared_it)(void *vma); };
struct copied { int (*copied_it)(void *vma); };
struct passed { int (*passed_it)(void *vma); };
struct returned { int (*returned_it)(void *vma); };
struct pointer { int (*pointer_it)(void *vma); };
struct within { int (*within_it)(void *vma); };
struct honest { int (*honest_it)(void *vma); };
struct freed { int (*freed_it)(void *vma); };
struct abroad { int (*abroad_it)(void *vma); };
struct renamed { int (*renamed_it)(void *vma); };
struct layers {
	union {
		int (*layers_it)(void *vma);
		int (*second)(void *vma);
	};
};
