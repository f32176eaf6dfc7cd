/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Queries for members that may be left (RFC 9776 6.6.3).
 */
#ifndef QR_GROUP_QUERY_H
#define QR_GROUP_QUERY_H

#include "group.h"

bool qr_group_query_may_ask_sources(const struct qr_ctx *ctx);
void qr_group_query_start(struct qr_group *group, const struct qr_ctx *ctx);
void qr_group_query_start_source(struct qr_group *group,
				 struct qr_source *source,
				 const struct qr_ctx *ctx);
void qr_group_query_inherit(struct qr_group *group,
			    const struct qr_group *asked);
bool qr_group_query_take(struct qr_group *group, const struct qr_ctx *ctx,
			 const struct qr_room *room, struct qr_query *query);

#endif /* QR_GROUP_QUERY_H */
