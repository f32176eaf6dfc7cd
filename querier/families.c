// SPDX-License-Identifier: GPL-2.0
#include "families.h"

const struct qr_family *const qr_families[] = {
	&qr_ipv4,
	QR_IPV6,
	NULL,
};

/**
 * qr_family_is_there() - has the kernel this family now?
 * @family: the family
 *
 * Context: any.
 *
 * Return: whether it has.
 */
bool qr_family_is_there(const struct qr_family *family)
{
	return !family->is_there || family->is_there();
}
