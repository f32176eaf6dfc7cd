// SPDX-License-Identifier: GPL-2.0
#include "family.h"

#include <linux/string.h>

const struct qr_family *const qr_families[] = {
	&qr_ipv4,
	QR_IPV6,
	NULL,
};

/* Whether the kernel has this family now: IPv6 may be loaded later. */
bool qr_family_is_present(const struct qr_family *family)
{
	return !family->is_present || family->is_present();
}

/* Read an address, and a newline at most behind it: 0 or -EINVAL. */
int qr_family_parse(const struct qr_family *family, const char *text,
		    union qr_addr *addr)
{
	const char *end;

	*addr = (union qr_addr) {};
	if (!family->parse(text, addr, &end) || !sysfs_streq(end, ""))
		return -EINVAL;
	return 0;
}
