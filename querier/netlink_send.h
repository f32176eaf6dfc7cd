/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages to the multicast groups of the netlink family: several to a
 * datagram, those of one call on the engine together.
 *
 * Under the link's lock, so that no other CPU's messages overtake them.
 */
#ifndef QR_NETLINK_SEND_H
#define QR_NETLINK_SEND_H

#include "link.h"

struct genl_family;

/* Adds the attributes; returns 0, or not if there is no room. */
typedef int qr_netlink_put(struct sk_buff *skb, const void *what);

void qr_netlink_send_init(const struct genl_family *who);

bool qr_netlink_send_is_heard(struct qr_link *link, int mcgrp);
void qr_netlink_send_add(struct qr_link *link, int mcgrp, u8 command,
			 qr_netlink_put *put, const void *what);
void qr_netlink_send_end(struct qr_link *link);

#endif /* QR_NETLINK_SEND_H */
