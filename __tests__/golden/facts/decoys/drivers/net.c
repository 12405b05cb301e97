#include <linux/power.h>

/* = only process: net_fops.unlocked_ioctl -> net_ioctl -> struct connection_operations.fault -> net_fault -> reset */
static void reset(struct connection *c)
{
}

/* = only process: net_fops.unlocked_ioctl -> net_ioctl -> struct connection_operations.fault -> net_fault */
static void net_fault(struct connection *c)
{
	reset(c);
}

static const struct connection_operations net_ops = {
	.fault = net_fault,
};

/* = only process: net_fops.unlocked_ioctl -> net_ioctl */
static long net_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const struct connection_operations *ops = &net_ops;

	ops->fault(file->private_data);
	return 0;
}

static const struct file_operations net_fops = {
	.unlocked_ioctl = net_ioctl,
};
