/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All that netlink tells of a link. Returns 0, or -EMSGSIZE if there is no
 * room. Any context but hard interrupts.
 */
#ifndef QR_NLATTR_INTERFACE_H
#define QR_NLATTR_INTERFACE_H

#include "link.h"

int qr_nlattr_interface_put(struct sk_buff *skb, struct qr_link *link);

#endif /* QR_NLATTR_INTERFACE_H */
