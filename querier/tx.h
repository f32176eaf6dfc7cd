/* SPDX-License-Identifier: GPL-2.0 */
/* Sends queries, to the LAN and to this host's own stack. */
#ifndef QR_TX_H
#define QR_TX_H

#include "family.h"

#define QR_TX_SPARE_SOURCES	4

/**
 * struct qr_tx - memory for the next query, allocated before it is known
 * @skb: the packet; NULL without memory: the query will be lost
 * @room: for the query's sources, in @skb or in @spare
 * @spare: so that the engine goes on without memory
 */
struct qr_tx {
	struct sk_buff *skb;
	struct qr_room room;
	u8 spare[QR_TX_SPARE_SOURCES * sizeof(union qr_addr)];
};

void qr_tx_alloc(struct qr_tx *tx, struct net_device *dev,
		 const struct qr_family *family);
void qr_tx_free(struct qr_tx *tx);
int qr_tx_send(struct qr_tx *tx, const struct qr_family *family,
	       const struct qr_query *query);
void qr_tx_loop_back(struct net_device *dev, const struct qr_family *family,
		     const struct qr_query *query);

#endif /* QR_TX_H */
