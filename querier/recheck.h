/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A list of links to look at again, so that a change of one does not cost a
 * visit to all.
 */
#ifndef QR_RECHECK_H
#define QR_RECHECK_H

#include "link.h"

void qr_recheck_add(struct qr_link *link);
void qr_recheck_close(struct qr_link *link);
void qr_recheck_each(void (*visit)(struct qr_link *link));

#endif /* QR_RECHECK_H */
