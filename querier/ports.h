/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is below the links: a bridge's ports, a bond's or a team's, the device
 * of a VLAN or a macvlan, and what is below those. Whoever comes behind one of
 * them was asked nothing yet, while the link above noticed nothing.
 */
#ifndef QR_PORTS_H
#define QR_PORTS_H

#include "link.h"

void qr_ports_changed(struct net_device *dev, unsigned long event,
		      const void *info);
void qr_ports_exit(void);

#endif /* QR_PORTS_H */
