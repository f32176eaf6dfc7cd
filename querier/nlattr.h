/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Links, groups and sources as netlink attributes. Each function returns 0, or
 * -EMSGSIZE if there is no room.
 */
#ifndef QR_NLATTR_H
#define QR_NLATTR_H

#include "link.h"

int qr_nlattr_put_addr(struct sk_buff *skb, int type,
		       const struct qr_link *link, const union qr_addr *addr);
int qr_nlattr_put_mac(struct sk_buff *skb, int type, const u8 *mac);
int qr_nlattr_put_link(struct sk_buff *skb, const struct qr_link *link);
int qr_nlattr_put_status(struct sk_buff *skb, const struct qr_link *link,
			 const struct qr_status *status);
int qr_nlattr_put_group(struct sk_buff *skb, const struct qr_link *link,
			const struct qr_group *group, ktime_t now);
int qr_nlattr_put_host(struct sk_buff *skb, const struct qr_link *link,
		       const struct qr_host *host, ktime_t now);
int qr_nlattr_put_source(struct sk_buff *skb, const struct qr_link *link,
			 const struct qr_source *source, ktime_t now);

#endif /* QR_NLATTR_H */
