/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Asking whether anybody is left (RFC 9776 6.6.3).
 */
#ifndef QR_GROUP_QUERY_H
#define QR_GROUP_QUERY_H

#include "group.h"

bool qr_may_ask_sources(const struct qr_terms *terms);
void qr_group_ask(struct qr_group *group, const struct qr_terms *terms);
void qr_group_ask_source(struct qr_group *group, struct qr_source *source,
			 const struct qr_terms *terms);
void qr_group_inherit(struct qr_group *group, const struct qr_group *asked);
bool qr_group_take_query(struct qr_group *group, const struct qr_terms *terms,
			 u8 *buffer, size_t size, struct qr_query *query);

#endif /* QR_GROUP_QUERY_H */
