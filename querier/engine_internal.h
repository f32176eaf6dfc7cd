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
void qr_engine_update_kept(struct qr_engine *engine);
void qr_engine_expire_queriers(struct qr_engine *engine, ktime_t now);

/* What is kept, computed again if something has changed. */
static inline struct qr_kept *qr_engine_kept(struct qr_engine *engine)
{
	if (unlikely(engine->is_kept_stale))
		qr_engine_update_kept(engine);
	return &engine->kept;
}

/* The context for the member table at this time. */
static inline const struct qr_ctx *qr_engine_ctx(struct qr_engine *engine,
						 ktime_t now)
{
	struct qr_kept *kept = qr_engine_kept(engine);

	kept->ctx.now = now;
	return &kept->ctx;
}

/* Let time pass for all but the members. */
static inline void qr_engine_expire(struct qr_engine *engine, ktime_t now)
{
	if (unlikely(!ktime_after(qr_engine_kept(engine)->until, now)))
		qr_engine_expire_queriers(engine, now);
}

#endif /* QR_ENGINE_INTERNAL_H */
