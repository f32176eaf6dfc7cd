// SPDX-License-Identifier: GPL-2.0
#include "pace.h"

#include <linux/minmax.h>

static ktime_t after(const struct qr_pace *pace)
{
	return ktime_add_ms(pace->turn, pace->interval_ms);
}

/*
 * Return: when a caller that is ready now has its turn: at once if it is alone,
 * @longest_ms from now at the latest.
 */
ktime_t qr_pace_take(struct qr_pace *pace, u32 longest_ms, ktime_t now)
{
	ktime_t latest = ktime_add_ms(now, longest_ms);

	if (!ktime_before(now, after(pace))) {
		pace->turn = now;
		pace->count = 0;
	} else if (pace->count == pace->most) {
		/* Others have all turns until then. */
		if (ktime_before(latest, after(pace)))
			return latest;
		pace->turn = after(pace);
		pace->count = 0;
	}
	pace->count++;
	return clamp(pace->turn, now, latest);
}
