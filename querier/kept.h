/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the engine keeps for the next report: the context of the member table,
 * and when the next query is due. Reports come often, and what it is computed
 * from changes seldom.
 */
#ifndef QR_KEPT_H
#define QR_KEPT_H

#include "ctx.h"
#include "election.h"
#include "schedule.h"
#include "version.h"

/**
 * struct qr_kept - the context, how long it holds, and what is due next
 * @ctx: the context; its time and its work are those of the last call
 * @until: another querier counts as gone then, if it is not heard before;
 *	KTIME_MAX: there is none
 * @next: the same, or when the next general query is due, if that is earlier
 */
struct qr_kept {
	struct qr_ctx ctx;
	ktime_t until;
	ktime_t next;
};

void qr_kept_compute(struct qr_kept *kept,
		     const struct qr_election *election,
		     const struct qr_schedule *schedule,
		     const struct qr_params *params,
		     const struct qr_version *version, u8 active);

#endif /* QR_KEPT_H */
