/* SPDX-License-Identifier: GPL-2.0 */
/* A query becomes a frame. */
#ifndef QR_TX_H
#define QR_TX_H

#include "family.h"

int qr_tx(struct net_device *dev, const struct qr_family *family,
	  const struct qr_query *query);

#endif /* QR_TX_H */
