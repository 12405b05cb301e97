#define gizmo_insert widget_insert
int gizmo_insert(void *vma);
