/* SPDX-License-Identifier: GPL-2.0 */
/* Queries for this host's own stack, which reports this host's groups. */
#ifndef QR_OWN_STACK_H
#define QR_OWN_STACK_H

#include "link.h"

void qr_own_stack_ask(struct qr_link *link, const struct qr_query *query);
void qr_own_stack_repeat(struct qr_link *link);

#endif /* QR_OWN_STACK_H */
