/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Devices below the links: ports of a bridge, bond or team, the device of a
 * VLAN or macvlan, and the devices below those. When one comes up, the hosts
 * behind it have heard no query yet, and the link above sees no change.
 */
#ifndef QR_PORTS_H
#define QR_PORTS_H

#include "link.h"

void qr_ports_changed(struct net_device *dev, unsigned long event,
		      const void *info);
void qr_ports_exit(void);

#endif /* QR_PORTS_H */
