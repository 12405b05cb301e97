int gizmo_insert(void *vma);
