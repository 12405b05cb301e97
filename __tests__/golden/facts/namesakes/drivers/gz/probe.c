#include "gz.h"

/* = only fault: gz_vm_ops.fault -> gz_fault -> struct platform_driver.probe -> gz_probe */
static int gz_probe(void *dev)
{
	return 0;
}

const struct platform_driver gz_probing = { .probe = gz_probe };
