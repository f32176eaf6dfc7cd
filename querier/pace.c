// SPDX-License-Identifier: GPL-2.0
#include "pace.h"

#include <linux/minmax.h>

/* Links that start without end delay the next one by this at most. */
#define LONGEST_MS	1000

static ktime_t after(const struct qr_pace *pace)
{
	return ktime_add_ms(pace->turn, 1);
}

/* Return: when a link that starts now may query: now, if it starts alone. */
ktime_t qr_pace_take(struct qr_pace *pace, ktime_t now)
{
	if (!ktime_before(now, after(pace)))
		*pace = (struct qr_pace) { .turn = now };
	else if (pace->links == QR_PACE_LINKS)
		*pace = (struct qr_pace) {
			.turn = min(after(pace), ktime_add_ms(now, LONGEST_MS)),
		};
	pace->links++;
	return max(pace->turn, now);
}
