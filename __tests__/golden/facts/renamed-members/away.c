#include "tables.h"

/* = only fault: next_ops.fault -> next_fault */
static int next_fault(void *vmf)
{
	return table.NEXT(vmf);
}
static const struct vm_operations_struct next_ops = { .fault = next_fault };

/* = only fault: nth_ops.fault -> nth_fault */
static int nth_fault(void *vmf)
{
	return table.step_of(3)(vmf);
}
static const struct vm_operations_struct nth_ops = { .fault = nth_fault };

/* = only fault: removed_ops.fault -> removed_fault */
static int removed_fault(void *vmf)
{
	return removed(&table)(vmf);
}
static const struct vm_operations_struct removed_ops = { .fault = removed_fault };
