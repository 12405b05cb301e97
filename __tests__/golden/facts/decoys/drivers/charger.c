#include <linux/power.h>

/* = only process: charger_driver.probe -> charger_probe -> fault */
static bool fault(struct power_state *state)
{
	return state->page_mkwrite != NULL;
}

/* = only process: charger_driver.probe -> charger_probe */
static int charger_probe(struct platform_device *dev)
{
	struct power_state *state = dev->data;

	state->fault = fault(state);
	if (state->fault)
		goto fault;
	return 0;
fault:
	return -EIO;
}

static struct platform_driver charger_driver = {
	.probe = charger_probe,
};
