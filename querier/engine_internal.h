/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Internal to engine*.c.
 */
#ifndef QR_ENGINE_INTERNAL_H
#define QR_ENGINE_INTERNAL_H

#include "engine.h"

/* Added to QR_QUERIES_SENT_GENERAL or QR_QUERIES_HEARD_GENERAL. */
static inline int qr_engine_query_kind(const union qr_addr *group,
				       const struct qr_list *sources)
{
	if (qr_addr_any(group))
		return 0;
	return sources->count ? 2 : 1;
}

void qr_engine_add_event(struct qr_engine *engine, enum qr_event event);
void qr_engine_apply_outcome(struct qr_engine *engine, enum qr_outcome outcome,
			     ktime_t now);
void qr_engine_update_version(struct qr_engine *engine, ktime_t now);
void qr_engine_expire(struct qr_engine *engine, ktime_t now);
const struct qr_ctx *qr_engine_ctx(struct qr_engine *engine, ktime_t now);

#endif /* QR_ENGINE_INTERNAL_H */
