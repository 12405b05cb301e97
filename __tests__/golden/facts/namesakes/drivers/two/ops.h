struct pair_ops { int (*run)(void *vma); };
