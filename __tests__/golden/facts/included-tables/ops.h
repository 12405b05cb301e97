struct vm_operations_struct { int (*fault)(void *vmf); int (*page_mkwrite)(void *vmf); };
