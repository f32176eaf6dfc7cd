/* SPDX-License-Identifier: GPL-2.0 */
/* The netfilter hooks, in each namespace in which a link runs. */
#ifndef QR_RX_H
#define QR_RX_H

#include "link.h"

int qr_rx_get(struct qr_link *link);
void qr_rx_put(struct qr_link *link);
void qr_rx_forget(struct qr_link *link);
struct qr_link *qr_rx_next(const struct qr_link *link);

int qr_rx_init(void);
void qr_rx_exit(void);

#endif /* QR_RX_H */
