struct vm_fault;

struct vm_operations_struct {
	void (*open)(struct vm_area_struct *area);
	void (*close)(struct vm_area_struct *area);
	int (*fault)(struct vm_fault *vmf), (*page_mkwrite)(struct vm_fault *vmf);
	const char *name;
};

struct gadget_info {
	const char *label[2];
	struct vm_operations_struct vm;
	unsigned int flags : 4, spare : 28;
	int (*notify)(struct vm_fault *vmf);
};

struct torn {
#ifdef CONFIG_TORN
	int (*extra)(void);
#endif
	int (*fault)(struct vm_fault *vmf);
};
