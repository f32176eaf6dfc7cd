// SPDX-License-Identifier: GPL-2.0
#include "event_limit.h"
#include "engine.h"

#define INTERVAL_MS	(60 * MSEC_PER_SEC)

static bool is_due(ktime_t *last, ktime_t now)
{
	if (*last && ktime_before(now, ktime_add_ms(*last, INTERVAL_MS)))
		return false;
	*last = now;
	return true;
}

/* Returns those of the events that subscribers hear of now. */
unsigned int qr_event_limit_apply(struct qr_event_limit *limit,
				  unsigned int events, ktime_t now)
{
	if (events & QR_EVENT_DUPLICATE && !is_due(&limit->duplicate, now))
		events &= ~QR_EVENT_DUPLICATE;
	if (events & QR_EVENT_LIMIT && !is_due(&limit->limit, now))
		events &= ~QR_EVENT_LIMIT;
	return events;
}
