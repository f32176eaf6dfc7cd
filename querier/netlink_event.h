/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events of links, sent to the multicast group of the netlink family.
 */
#ifndef QR_NETLINK_EVENT_H
#define QR_NETLINK_EVENT_H

struct genl_family;

void qr_netlink_event_init(const struct genl_family *genl);

#endif /* QR_NETLINK_EVENT_H */
