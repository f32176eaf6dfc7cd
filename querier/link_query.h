/* SPDX-License-Identifier: GPL-2.0 */
/*
 * General queries out of turn, if this host is the Querier: one at once, or the
 * startup series again. Context: process, rtnl held.
 */
#ifndef QR_LINK_QUERY_H
#define QR_LINK_QUERY_H

#include "link.h"

void qr_link_query_now(struct qr_link *link);
void qr_link_query_again(struct qr_link *link);

#endif /* QR_LINK_QUERY_H */
