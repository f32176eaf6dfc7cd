/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Internal to engine.c and engine_input.c.
 */
#ifndef QR_ENGINE_INTERNAL_H
#define QR_ENGINE_INTERNAL_H

#include "engine.h"

void qr_engine_add_event(struct qr_engine *engine, enum qr_event event);
void qr_engine_apply_outcome(struct qr_engine *engine, enum qr_outcome outcome,
			     ktime_t now);
void qr_engine_update_version(struct qr_engine *engine);
void qr_engine_expire(struct qr_engine *engine, ktime_t now);
struct qr_ctx qr_engine_ctx(struct qr_engine *engine, ktime_t now);

#endif /* QR_ENGINE_INTERNAL_H */
