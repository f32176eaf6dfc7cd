/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The context of the member table, kept by the engine: reports come often, and
 * what it is computed from changes seldom.
 */
#ifndef QR_ENGINE_CTX_H
#define QR_ENGINE_CTX_H

#include "ctx.h"
#include "election.h"
#include "schedule.h"
#include "version.h"

/**
 * struct qr_kept_ctx - the context, how long it holds, and what is due next
 * @ctx: the context; its time and its work are those of the last call
 * @until: another querier counts as gone then, if it is not heard before;
 *	KTIME_MAX: there is none
 * @next: the same, or when the next general query is due, if that is earlier
 */
struct qr_kept_ctx {
	struct qr_ctx ctx;
	ktime_t until;
	ktime_t next;
};

void qr_engine_ctx_compute(struct qr_kept_ctx *kept,
			   const struct qr_election *election,
			   const struct qr_schedule *schedule,
			   const struct qr_params *params,
			   const struct qr_version *version, u8 active);

#endif /* QR_ENGINE_CTX_H */
