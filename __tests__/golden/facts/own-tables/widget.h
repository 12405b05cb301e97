#include <linux/mm.h>

struct widget;

/* What each kind of widget does. */
struct widget_ops {
	int (*vmfault)(struct widget *w, struct vm_fault *vmf);
	int (*setup)(struct widget *w);
	void (*forget)(struct widget *w);
	int (*blit)(struct widget *w);
	int (*paint)(struct widget *w);
};

struct widget {
	const struct widget_ops *ops;
	struct widget *next;
};

#define widget_do(w, op, ...) ((w)->ops->op((w), ##__VA_ARGS__))
