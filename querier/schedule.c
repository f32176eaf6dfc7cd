// SPDX-License-Identifier: GPL-2.0
#include "schedule.h"

/*
 * Become Querier: the startup series, the first query at @at. The bucket stays
 * as it is: a link that starts often gains nothing.
 */
void qr_schedule_start(struct qr_schedule *schedule, ktime_t at)
{
	*schedule = (struct qr_schedule) {
		.last = at,
		.startup = true,
		.tokens_used = schedule->tokens_used,
		.tokens_used_since = schedule->tokens_used_since,
	};
}

/* Send one more query, not before @from, as soon as the bucket allows. */
void qr_schedule_extra(struct qr_schedule *schedule, ktime_t from)
{
	if (!schedule->extra || ktime_before(from, schedule->extra_from))
		schedule->extra_from = from;
	schedule->extra = true;
}

/* No extra query after all. The first query of a repeated series is not one. */
void qr_schedule_cancel_extra(struct qr_schedule *schedule)
{
	if (!schedule->extra_by)
		schedule->extra = false;
}

/* The first query of a series is still due. */
static bool is_to_begin(const struct qr_schedule *schedule)
{
	return schedule->startup && !schedule->startup_sent;
}

static u32 interval_ms(const struct qr_schedule *schedule,
		       const struct qr_params *params)
{
	if (!schedule->startup)
		return params->query_interval_ms;
	if (is_to_begin(schedule))
		return 0;
	return qr_params_get(params, QR_PARAM_STARTUP_QUERY_INTERVAL);
}

static void end_startup(struct qr_schedule *schedule,
			const struct qr_params *params)
{
	if (schedule->startup_sent >=
	    qr_params_get(params, QR_PARAM_STARTUP_QUERY_COUNT))
		schedule->startup = false;
}

static ktime_t regular_due(const struct qr_schedule *schedule,
			   const struct qr_params *params)
{
	return ktime_add_ms(schedule->last, interval_ms(schedule, params));
}

/*
 * Part of the LAN is new: repeat the startup series, from @at. Its first query
 * is an extra one; the others do not wait for the bucket. A series whose first
 * query is still due is enough.
 */
void qr_schedule_restart(struct qr_schedule *schedule,
			 const struct qr_params *params, ktime_t at)
{
	ktime_t due = regular_due(schedule, params);

	if (is_to_begin(schedule))
		return;
	if (!schedule->extra_by || ktime_before(due, schedule->extra_by))
		schedule->extra_by = due;
	qr_schedule_extra(schedule, at);
	schedule->last = at;
	schedule->startup = true;
	schedule->startup_sent = 1;
	end_startup(schedule, params);
}

/*
 * The next query is due as if the parameters had always been these. If that is
 * past, it is due now, and the rhythm goes on from here.
 */
void qr_schedule_changed(struct qr_schedule *schedule,
			 const struct qr_params *old,
			 const struct qr_params *params, ktime_t now)
{
	u32 before = interval_ms(schedule, old), interval;

	end_startup(schedule, params);
	interval = interval_ms(schedule, params);
	if (interval != before &&
	    ktime_before(ktime_add_ms(schedule->last, interval), now))
		schedule->last = ktime_sub_ms(now, interval);
}

static ktime_t next_refill(const struct qr_schedule *schedule,
			   const struct qr_params *params)
{
	return ktime_add_ms(schedule->tokens_used_since,
			    params->query_response_interval_ms);
}

static ktime_t extra_due(const struct qr_schedule *schedule,
			 const struct qr_params *params)
{
	ktime_t due = schedule->extra_from;

	/* The first query of a series serves as the extra one. */
	if (!schedule->extra || is_to_begin(schedule))
		return KTIME_MAX;
	if (schedule->tokens_used == QR_EXTRA_QUERIES)
		due = max(due, next_refill(schedule, params));
	return schedule->extra_by ? min(due, schedule->extra_by) : due;
}

/* Return: when the next query is due, maybe past. */
ktime_t qr_schedule_next(const struct qr_schedule *schedule,
			 const struct qr_params *params)
{
	return min(regular_due(schedule, params), extra_due(schedule, params));
}

static void refill(struct qr_schedule *schedule, const struct qr_params *params,
		   ktime_t now)
{
	while (schedule->tokens_used &&
	       !ktime_after(next_refill(schedule, params), now)) {
		schedule->tokens_used_since = next_refill(schedule, params);
		schedule->tokens_used--;
	}
}

/* At @extra_by the bucket may be empty: then the query is a regular one. */
static void use_token(struct qr_schedule *schedule, ktime_t now)
{
	if (schedule->tokens_used == QR_EXTRA_QUERIES)
		return;
	if (!schedule->tokens_used)
		schedule->tokens_used_since = now;
	schedule->tokens_used++;
}

static void take_regular(struct qr_schedule *schedule,
			 const struct qr_params *params, ktime_t now)
{
	u32 interval = interval_ms(schedule, params);
	ktime_t due = regular_due(schedule, params);

	if (interval && !ktime_before(now, ktime_add_ms(due, interval)))
		due = now;
	schedule->last = due;
	if (schedule->startup) {
		schedule->startup_sent++;
		end_startup(schedule, params);
	}
}

/*
 * Take the query that is due, if one is. The next regular query counts from
 * when this one was due, not from when it was sent, so that lateness never adds
 * up. After a whole missed interval the rhythm starts again from @now. A
 * regular query also serves as the extra one, and takes nothing from the
 * bucket.
 */
bool qr_schedule_take(struct qr_schedule *schedule,
		      const struct qr_params *params, ktime_t now)
{
	refill(schedule, params, now);
	if (!ktime_after(regular_due(schedule, params), now))
		take_regular(schedule, params, now);
	else if (!ktime_after(extra_due(schedule, params), now))
		use_token(schedule, now);
	else
		return false;

	schedule->extra = false;
	schedule->extra_by = 0;
	return true;
}
