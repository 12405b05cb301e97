#include "mm.h"

/* = only fault: gadget_vm_ops.fault -> third */
static int third(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: gadget_vm_ops.page_mkwrite -> after_designator */
static int after_designator(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: several.fault -> first_of_several */
static int first_of_several(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: several.fault -> second_of_several */
static int second_of_several(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: infos.vm.fault -> inside_another */
static int inside_another(struct vm_fault *vmf)
{
	return 0;
}

/* = unknown: struct gadget_info.notify has no known callers (gadget.c:67) */
static int beside(struct vm_fault *vmf)
{
	return 0;
}

/* = only fault: (struct vm_operations_struct).fault -> in_a_literal */
static int in_a_literal(struct vm_fault *vmf)
{
	return 0;
}

/* = unknown: in_torn is stored in torn by position, and the order of struct torn is not known (gadget.c:75) */
static int in_torn(struct vm_fault *vmf)
{
	return 0;
}

static const struct vm_operations_struct gadget_vm_ops = {
	NULL,
	.fault = third,
	after_designator,
};

static const struct vm_operations_struct several[] = {
	{ NULL, NULL, &first_of_several },
	[4] = { .fault = second_of_several },
};

static struct gadget_info infos[2] = {
	{
		{ "left", "right" },
		{ NULL, NULL, inside_another },
		1, 2,
		beside,
	},
};

static const struct vm_operations_struct *chosen =
	&(struct vm_operations_struct){ .fault = in_a_literal };

static struct torn torn = {
	in_torn,
};
