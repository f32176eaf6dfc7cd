// SPDX-License-Identifier: GPL-2.0
#include "pace.h"

#include <linux/minmax.h>

static ktime_t after(const struct qr_pace *pace)
{
	return ktime_add_ms(pace->turn, pace->interval_ms);
}

/*
 * Return: when one may go that is ready now: now, if it is alone. Those that
 * come without end delay the next one by @longest_ms at most.
 */
ktime_t qr_pace_take(struct qr_pace *pace, u32 longest_ms, ktime_t now)
{
	if (!ktime_before(now, after(pace))) {
		pace->turn = now;
		pace->count = 0;
	} else if (pace->count == pace->most) {
		pace->turn = min(after(pace), ktime_add_ms(now, longest_ms));
		pace->count = 0;
	}
	pace->count++;
	return max(pace->turn, now);
}
