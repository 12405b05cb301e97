#include "ops.h"
#include "part.c"

static const struct vm_operations_struct user_vm_ops = { .fault = part_fault };
