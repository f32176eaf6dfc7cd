// SPDX-License-Identifier: GPL-2.0
#include "pace.h"

#include <linux/minmax.h>

static ktime_t after(const struct qr_pace *pace)
{
	return ktime_add_ms(pace->turn, pace->interval_ms);
}

static bool is_full(const struct qr_pace *pace)
{
	return pace->count == pace->most;
}

/*
 * The turn after the last one. If that is full, and no other caller waits yet,
 * a burst begins, and its second turn comes after the pause.
 */
static ktime_t next_turn(const struct qr_pace *pace, u32 longest_ms,
			 ktime_t now)
{
	if (!is_full(pace) || ktime_after(pace->turn, now))
		return after(pace);
	return ktime_add_ms(after(pace), min(pace->pause_ms, longest_ms / 8));
}

static void count_row(struct qr_pace *pace, ktime_t now)
{
	if (ktime_before(now, ktime_add_ms(pace->last, pace->interval_ms)))
		pace->in_a_row++;
	else
		pace->in_a_row = 0;
	pace->last = now;
}

/* The last turn is past, and the caller is to wait for one with others. */
static bool is_behind(const struct qr_pace *pace, ktime_t now)
{
	return pace->prompt && pace->in_a_row >= pace->prompt &&
	       !ktime_after(pace->turn, now);
}

/*
 * Return: when a caller that is ready now has its turn: at once if it is alone,
 * @longest_ms from now at the latest.
 */
ktime_t qr_pace_take(struct qr_pace *pace, u32 longest_ms, ktime_t now)
{
	ktime_t latest = ktime_add_ms(now, longest_ms), next;

	count_row(pace, now);
	if (!ktime_before(now, after(pace))) {
		pace->turn = now;
		pace->count = 0;
	} else if (is_full(pace) || is_behind(pace, now)) {
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
