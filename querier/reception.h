/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a device's own filter must pass. Cards drop multicast frames that this
 * host has not joined, among them most reports.
 */
#ifndef QR_RECEPTION_H
#define QR_RECEPTION_H

#include "link.h"

void qr_reception_update(struct qr_link *link);
void qr_reception_end(struct qr_link *link);
void qr_reception_update_later(struct qr_link *link);
void qr_reception_forget(struct qr_link *link);
void qr_reception_exit(void);

#endif /* QR_RECEPTION_H */
