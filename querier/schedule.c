// SPDX-License-Identifier: GPL-2.0
#include "schedule.h"

/**
 * qr_schedule_start() - become Querier: the startup burst, the first at once
 * @schedule: the schedule
 * @now: the time
 */
void qr_schedule_start(struct qr_schedule *schedule, ktime_t now)
{
	*schedule = (struct qr_schedule) {
		.last = now,
		.startup = true,
	};
}

/**
 * qr_schedule_extra() - ask once more at once, and keep the rhythm
 * @schedule: the schedule
 */
void qr_schedule_extra(struct qr_schedule *schedule)
{
	schedule->extra = true;
}

static u32 interval_ms(const struct qr_schedule *schedule,
		       const struct qr_params *params)
{
	if (!schedule->startup)
		return params->query_interval_ms;
	if (!schedule->startup_sent)
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

/**
 * qr_schedule_changed() - the parameters changed
 * @schedule: the schedule
 * @old: the parameters until now
 * @params: the new ones
 * @now: the time
 *
 * The next query is due as if it had always been so; if that is past, it is
 * due now, and the rhythm goes on from here.
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

/**
 * qr_schedule_next() - when the next query is due
 * @schedule: the schedule
 * @params: the parameters in force; a change moves what is still to come
 *
 * Return: a time, which may be past.
 */
ktime_t qr_schedule_next(const struct qr_schedule *schedule,
			 const struct qr_params *params)
{
	if (schedule->extra)
		return 0;
	return ktime_add_ms(schedule->last, interval_ms(schedule, params));
}

/**
 * qr_schedule_take() - take the query that is due, if one is
 * @schedule: the schedule
 * @params: the parameters in force
 * @now: the time
 *
 * The next query counts from when this one was due, not from when it got out,
 * so that lateness never adds up. Only if a whole interval was slept through
 * does the rhythm start anew from @now.
 *
 * Return: whether to send one.
 */
bool qr_schedule_take(struct qr_schedule *schedule,
		      const struct qr_params *params, ktime_t now)
{
	u32 interval = interval_ms(schedule, params);
	ktime_t due = ktime_add_ms(schedule->last, interval);
	bool extra = schedule->extra;

	schedule->extra = false;
	if (ktime_after(due, now))
		return extra;

	if (interval && !ktime_before(now, ktime_add_ms(due, interval)))
		due = now;
	schedule->last = due;
	if (schedule->startup) {
		schedule->startup_sent++;
		end_startup(schedule, params);
	}
	return true;
}
