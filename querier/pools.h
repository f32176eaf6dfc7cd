/* SPDX-License-Identifier: GPL-2.0 */
/* The memory of all members on this host, by whose links they are on. */
#ifndef QR_POOLS_H
#define QR_POOLS_H

#include "budget.h"

struct net;

void qr_pools_init(void);
void qr_pools_exit(void);
struct qr_pool *qr_pools_for(const struct net *net);

#endif /* QR_POOLS_H */
