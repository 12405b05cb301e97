int __weak declared_insert(void *vma);
