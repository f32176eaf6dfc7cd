/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The generic netlink family: requests about links, and events. See
 * igmp_querier.yaml.
 */
#ifndef QR_NETLINK_H
#define QR_NETLINK_H

int qr_netlink_init(void);
void qr_netlink_exit(void);

#endif /* QR_NETLINK_H */
