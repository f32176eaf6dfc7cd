/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an administrator has an engine do at once.
 */
#ifndef QR_ENGINE_COMMAND_H
#define QR_ENGINE_COMMAND_H

#include "engine.h"

int qr_engine_command_query(struct qr_engine *engine,
			    const union qr_addr *group, ktime_t now);
int qr_engine_command_clear(struct qr_engine *engine,
			    struct qr_membership *old);
int qr_engine_command_clear_group(struct qr_engine *engine,
				  const union qr_addr *group, ktime_t now);

#endif /* QR_ENGINE_COMMAND_H */
