// SPDX-License-Identifier: GPL-2.0
#include "engine_detail.h"

/* A link that waits for its turn to start will start in a moment. */
static ktime_t age(ktime_t since, ktime_t now)
{
	return since ? max_t(ktime_t, ktime_sub(now, since), 0) : QR_NEVER;
}

static ktime_t querier_age(const struct qr_engine *engine, ktime_t now)
{
	const struct qr_election *election = &engine->election;

	return election->querier || !qr_addr_any(&election->other) ?
	       age(engine->querier_since, now) : QR_NEVER;
}

/* 0 if it is late. */
static ktime_t time_to_query(const struct qr_engine *engine, ktime_t now)
{
	ktime_t next = qr_schedule_next(&engine->schedule, engine->params);

	if (!engine->election.querier)
		return QR_NEVER;
	return max_t(ktime_t, ktime_sub(next, now), 0);
}

static void fill_intervals(struct qr_detail *detail,
			   const struct qr_engine *engine)
{
	const struct qr_election *election = &engine->election;
	struct qr_params params = qr_election_params(election, engine->params);
	ktime_t span = qr_election_span(election, engine->params);
	u32 interval_ms = qr_params_get(&params,
					QR_PARAM_LAST_MEMBER_QUERY_INTERVAL);

	detail->membership = qr_params_membership_interval(&params, span);
	detail->other_querier = qr_params_other_querier_present(&params, span);
	detail->last_member = qr_params_last_member_query_time(&params,
							       interval_ms);
	detail->older_host = qr_params_older_host_present(&params, span);
}

struct qr_detail qr_engine_detail(const struct qr_engine *engine, ktime_t now)
{
	const struct qr_election *election = &engine->election;
	struct qr_detail detail = {
		.querier_since = querier_age(engine, now),
		.next_query = time_to_query(engine, now),
		.last_report = age(engine->last_report, now),
		.older_since = age(engine->older_since, now),
		.older_querier = engine->oldest,
		.heard_query_interval_ms = election->query_interval_ms,
		.heard_robustness = election->robustness,
	};

	memcpy(detail.querier_mac, election->other_mac, QR_MAC_LEN);
	fill_intervals(&detail, engine);
	return detail;
}
