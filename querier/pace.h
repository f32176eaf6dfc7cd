/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When links that are ready at the same time have their turn.
 *
 * All VLANs of a device come up with it. Their queries in the same moment would
 * overflow the device's queue, and the kernel would drop most of them. So a few
 * links begin each millisecond. Each keeps its own rhythm from then on, so their
 * later queries are as far apart, until a suspend makes all of them late at once.
 *
 * While links keep coming, those behind the first @prompt wait for a common turn,
 * full or not: a timer interrupt for each would cost more than its query.
 *
 * This host's own stack hears them at another pace: see own_stack.c.
 */
#ifndef QR_PACE_H
#define QR_PACE_H

#include <linux/ktime.h>

/**
 * struct qr_pace - turns, and how many share one
 * @most: how many
 * @interval_ms: between two turns
 * @pause_ms: before the second turn of a burst, but no more than an eighth of
 *	the longest wait
 * @prompt: how many callers in a row, less than an interval apart, need not
 *	wait for a common turn; 0: all
 * @count: how many have the last turn
 * @in_a_row: how many came before the last caller, less than an interval apart
 * @turn: the time of the last turn
 * @last: the time of the last caller
 */
struct qr_pace {
	unsigned int most;
	u32 interval_ms;
	u32 pause_ms;
	unsigned int prompt;
	unsigned int count;
	unsigned int in_a_row;
	ktime_t turn;
	ktime_t last;
};

ktime_t qr_pace_take(struct qr_pace *pace, u32 longest_ms, ktime_t now);

#endif /* QR_PACE_H */
