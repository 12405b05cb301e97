#include "mine.h"
#include <linux/device.h>

/* = only process: mine_driver.probe -> mine_probe */
static int mine_probe(void *dev)
{
	return 0;
}

/* = only fault: mine_mapping.fault -> mine_fault */
static int mine_fault(void *vmf)
{
	return 0;
}

static struct platform_driver mine_driver = { .probe = mine_probe };
static struct vm_special_mapping mine_mapping = { .fault = mine_fault };
