// SPDX-License-Identifier: GPL-2.0
#include "kept.h"

/*
 * @kept: its pointers stay as they are. @active: the version that is in use,
 * until @version changes.
 */
void qr_kept_compute(struct qr_kept *kept,
		     const struct qr_election *election,
		     const struct qr_schedule *schedule,
		     const struct qr_params *params,
		     const struct qr_version *version, u8 active)
{
	struct qr_params adopted = qr_election_params(election, params);
	ktime_t span = qr_election_span(election, params);
	u32 interval_ms = qr_params_get(&adopted,
					QR_PARAM_LAST_MEMBER_QUERY_INTERVAL);
	struct qr_ctx *ctx = &kept->ctx;

	/* Version 0 has no queries: pending ones are dropped. */
	ctx->version = params->mode == QR_MODE_PASSIVE ? 0 : active;
	ctx->may_ask = election->querier;
	ctx->last_member_count =
		qr_params_get(&adopted, QR_PARAM_LAST_MEMBER_QUERY_COUNT);
	ctx->membership = qr_params_membership_interval(&adopted, span);
	ctx->last_member_interval = ms_to_ktime(interval_ms);
	ctx->last_member_time =
		qr_params_last_member_query_time(&adopted, interval_ms);
	ctx->older_host_present = qr_params_older_host_present(&adopted, span);
	kept->until = min(qr_election_next(election, params),
			  qr_version_next(version));
	kept->next = kept->until;
	if (election->querier)
		kept->next = min(kept->next,
				 qr_schedule_next(schedule, params));
}
