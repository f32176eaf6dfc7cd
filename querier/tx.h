/* SPDX-License-Identifier: GPL-2.0 */
/* A query becomes a frame. */
#ifndef QR_TX_H
#define QR_TX_H

#include "family.h"

struct sk_buff *qr_tx_build(struct net_device *dev,
			    const struct qr_family *family,
			    const struct qr_query *query);
int qr_tx_send(struct sk_buff *skb, const struct qr_family *family,
	       const union qr_addr *destination);

#endif /* QR_TX_H */
