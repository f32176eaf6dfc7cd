// SPDX-License-Identifier: GPL-2.0
#include "family.h"

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
