/* SPDX-License-Identifier: GPL-2.0 */
/* Bounds on the memory of all members: one for the host, one for containers. */
#ifndef QR_POOLS_H
#define QR_POOLS_H

#include "budget.h"

struct net;

void qr_pools_init(void);
void qr_pools_exit(void);
struct qr_pool *qr_pools_for(const struct net *net);

#endif /* QR_POOLS_H */
