/* SPDX-License-Identifier: GPL-2.0 */
/* The address families of this kernel. */
#ifndef QR_FAMILIES_H
#define QR_FAMILIES_H

#include "family.h"

/* NULL in a kernel without IPv6: ipv6.c is not built there. */
#define QR_IPV6		(IS_ENABLED(CONFIG_IPV6) ? &qr_ipv6 : NULL)

/* In the order of their indices; ends with NULL. */
extern const struct qr_family *const qr_families[];

bool qr_family_is_there(const struct qr_family *family);

#endif /* QR_FAMILIES_H */
