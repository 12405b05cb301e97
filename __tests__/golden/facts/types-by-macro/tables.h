struct vm_operations_struct { int (*fault)(void *vmf); };
struct file_operations { int (*mmap)(void *file, void *vma); };
struct left {
	int (*auto_it)(void *vma);
	int (*block_it)(void *vma);
	int (*cast_it)(void *vma);
	int (*entry_it)(void *vma);
	int (*glued_it)(void *vma);
	int (*member_it)(void *vma);
	int (*plain_it)(void *vma);
	int (*renamed_it)(void *vma);
	int (*tag_it)(void *vma);
	int (*whole_it)(void *vma);
};
struct auto_right { int (*auto_it)(void *vma); };
struct block_right { int (*block_it)(void *vma); };
struct cast_right { int (*cast_it)(void *vma); };
struct entry_right { int (*entry_it)(void *vma); };
struct glued_right { int (*glued_it)(void *vma); };
struct member_right { int (*member_it)(void *vma); };
struct plain_right { int (*plain_it)(void *vma); };
struct renamed_right { int (*renamed_it)(void *vma); };
struct tag_right { int (*tag_it)(void *vma); };
struct whole_right { int (*whole_it)(void *vma); };
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
