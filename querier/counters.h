/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files that show what a link does, and its counters. Most interfaces never
 * have a querier, so they are added when the link first runs, and stay as long
 * as its device.
 */
#ifndef QR_COUNTERS_H
#define QR_COUNTERS_H

#include "link.h"

bool qr_counters_has(const struct qr_proto *proto, enum qr_stat stat);

void qr_counters_init(void);
int qr_counters_add(struct qr_link *link);

#endif /* QR_COUNTERS_H */
