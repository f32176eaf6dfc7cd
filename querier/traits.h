/* SPDX-License-Identifier: GPL-2.0 */
/* What a device is, as far as its queriers are concerned. */
#ifndef QR_TRAITS_H
#define QR_TRAITS_H

#include "wish.h"

#include <linux/netdevice.h>

bool qr_traits_is_ethernet(const struct net_device *dev);
bool qr_traits_is_up(const struct net_device *dev);
bool qr_traits_has_wire(struct net_device *dev);
struct qr_traits qr_traits_read(struct net_device *dev);

#endif /* QR_TRAITS_H */
