/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages into the engine.
 */
#ifndef QR_ENGINE_INPUT_H
#define QR_ENGINE_INPUT_H

#include "engine.h"

enum qr_verdict qr_engine_input(struct qr_engine *engine,
				const struct qr_msg *msg, ktime_t now);

#endif /* QR_ENGINE_INPUT_H */
