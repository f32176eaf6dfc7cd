// SPDX-License-Identifier: GPL-2.0
#include "pace.h"

#include <linux/minmax.h>

static ktime_t after(const struct qr_pace *pace)
{
	return ktime_add_ms(pace->turn, pace->interval_ms);
}

/*
 * The turn after a full one. If no other caller waits yet, a burst begins, and
 * its second turn comes after the pause.
 */
static ktime_t next_turn(const struct qr_pace *pace, u32 longest_ms,
			 ktime_t now)
{
	if (!pace->pause_part || ktime_after(pace->turn, now))
		return after(pace);
	return ktime_add_ms(after(pace), longest_ms / pace->pause_part);
}

/*
 * Return: when a caller that is ready now has its turn: at once if it is alone,
 * @longest_ms from now at the latest.
 */
ktime_t qr_pace_take(struct qr_pace *pace, u32 longest_ms, ktime_t now)
{
	ktime_t latest = ktime_add_ms(now, longest_ms), next;

	if (!ktime_before(now, after(pace))) {
		pace->turn = now;
		pace->count = 0;
	} else if (pace->count == pace->most) {
		next = next_turn(pace, longest_ms, now);
		/* Others have all turns until then. */
		if (ktime_before(latest, next))
			return latest;
		pace->turn = next;
		pace->count = 0;
	}
	pace->count++;
	return clamp(pace->turn, now, latest);
}
