/* SPDX-License-Identifier: GPL-2.0 */
/* The netfilter hook: one in each namespace in which something works. */
#ifndef QR_RX_H
#define QR_RX_H

#include "family.h"

int qr_rx_get(struct net *net, const struct qr_family *family);
void qr_rx_put(struct net *net, const struct qr_family *family);

int qr_rx_init(void);
void qr_rx_exit(void);

#endif /* QR_RX_H */
