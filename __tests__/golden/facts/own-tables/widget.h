#include <linux/mm.h>

struct widget;

/* What each kind of widget does. */
struct widget_ops {
	int (*vmfault)(struct widget *w, struct vm_fault *vmf);
	int (*setup)(struct widget *w);
	void (*forget)(struct widget *w);
	int (*blit)(struct widget *w);
};

struct widget {
	const struct widget_ops *ops;
	struct widget *next;
};
