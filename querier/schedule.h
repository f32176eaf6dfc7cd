/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When the Querier sends its general queries (RFC 9776 8.2, 8.6, 8.7).
 *
 * Beside the startup series and the regular rhythm there are extra queries,
 * when part of the LAN may be new or may have forgotten its members. Others can
 * cause those, so all of them share one bucket: QR_EXTRA_QUERIES at once, and
 * one more each Query Response Interval. All that
 * find the bucket empty share one query at the refill. Neither series nor
 * rhythm wait for it.
 */
#ifndef QR_SCHEDULE_H
#define QR_SCHEDULE_H

#include "params.h"

#define QR_EXTRA_QUERIES	4	/* what the bucket holds */

/**
 * struct qr_schedule - the general queries of one link
 * @last: when the last query of series or rhythm was due; before the first,
 *	when that is due
 * @startup_sent: how many of the startup series are out
 * @startup: the series is not over
 * @extra: one more is due, outside of the rhythm, as soon as the bucket allows
 * @tokens_used: how many extra queries are missing from the bucket
 * @extra_from: no earlier than this is @extra due
 * @extra_by: no later than this is @extra due, as it replaces a regular query;
 *	0: no limit
 * @tokens_used_since: since when the next one to be refilled is missing
 */
struct qr_schedule {
	ktime_t last;
	u32 startup_sent;
	bool startup;
	bool extra;
	u8 tokens_used;
	ktime_t extra_from;
	ktime_t extra_by;
	ktime_t tokens_used_since;
};

void qr_schedule_start(struct qr_schedule *schedule, ktime_t at);
void qr_schedule_restart(struct qr_schedule *schedule,
			 const struct qr_params *params, ktime_t at);
void qr_schedule_extra(struct qr_schedule *schedule, ktime_t from);
void qr_schedule_cancel_extra(struct qr_schedule *schedule);
void qr_schedule_changed(struct qr_schedule *schedule,
			 const struct qr_params *old,
			 const struct qr_params *params, ktime_t now);
ktime_t qr_schedule_next(const struct qr_schedule *schedule,
			 const struct qr_params *params);
bool qr_schedule_take(struct qr_schedule *schedule,
		      const struct qr_params *params, ktime_t now);

#endif /* QR_SCHEDULE_H */
