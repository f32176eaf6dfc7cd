/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a device's own filter has to let pass. Cards drop multicast frames that
 * nobody on this host has asked for, among them most reports.
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
