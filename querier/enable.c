// SPDX-License-Identifier: GPL-2.0
#include "enable.h"

#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/string.h>
#include <net/net_namespace.h>

const char *const qr_enable_words[] = {
	[QR_WISH_OFF] = "0",
	[QR_WISH_ON] = "1",
	[QR_WISH_AUTO] = "auto",
};

/* Return: 0, -EINVAL for another word, -ERANGE for another number. */
int qr_enable_parse(const char *text, enum qr_wish *wish)
{
	u32 number;
	int err;

	if (sysfs_streq(text, "auto")) {
		*wish = QR_WISH_AUTO;
		return 0;
	}
	/* No sign, no 0x. */
	if (!isdigit(*text))
		return -EINVAL;
	err = kstrtou32(text, 10, &number);
	if (err)
		return err;
	if (number > QR_WISH_ON)
		return -ERANGE;
	*wish = number;
	return 0;
}

/* The module's parameter; written under its lock, read without. */
static enum qr_wish initial = QR_WISH_OFF;

/* Not 1, which would start queriers on the LANs of containers and guests. */
static int set_initial(const char *text, const struct kernel_param *param)
{
	enum qr_wish wish;
	int err;

	err = qr_enable_parse(text, &wish);
	if (err)
		return err;
	if (wish == QR_WISH_ON)
		return -ERANGE;
	WRITE_ONCE(initial, wish);
	return 0;
}

static int get_initial(char *text, const struct kernel_param *param)
{
	return scnprintf(text, PAGE_SIZE, "%s\n", qr_enable_words[initial]);
}

static const struct kernel_param_ops initial_ops = {
	.set = set_initial,
	.get = get_initial,
};

module_param_cb(querier_enable, &initial_ops, NULL, 0644);
MODULE_PARM_DESC(querier_enable,
		 "querier_enable of new devices in the initial network namespace: 0 (default) or auto");

/*
 * Others' devices do not begin with it: a container's LAN is not this host's.
 * Context: any.
 */
enum qr_wish qr_enable_initial(const struct net *net)
{
	return net_eq(net, &init_net) ? READ_ONCE(initial) : QR_WISH_OFF;
}
