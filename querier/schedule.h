/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When the Querier sends its general queries (RFC 9776 8.2, 8.6, 8.7).
 */
#ifndef QR_SCHEDULE_H
#define QR_SCHEDULE_H

#include "params.h"

/**
 * struct qr_schedule - the general queries of one link
 * @last: when the last one was due, or, before the first, when it is
 * @startup_sent: how many of the startup burst are out
 * @startup: the burst is not over
 * @extra: one more is due at once, outside of the rhythm
 */
struct qr_schedule {
	ktime_t last;
	u32 startup_sent;
	bool startup;
	bool extra;
};

void qr_schedule_start(struct qr_schedule *schedule, ktime_t now);
void qr_schedule_extra(struct qr_schedule *schedule);
void qr_schedule_changed(struct qr_schedule *schedule,
			 const struct qr_params *old,
			 const struct qr_params *params, ktime_t now);
ktime_t qr_schedule_next(const struct qr_schedule *schedule,
			 const struct qr_params *params);
bool qr_schedule_take(struct qr_schedule *schedule,
		      const struct qr_params *params, ktime_t now);

#endif /* QR_SCHEDULE_H */
