/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When to write a line to the log about what does not last, unlike a condition:
 * only so many an hour, and how many were left out.
 *
 * Times are in seconds, to keep a link small. 0 is never.
 */
#ifndef QR_SHARE_H
#define QR_SHARE_H

#include <linux/types.h>

/* In any hour. */
#define QR_SHARE_LINES	10

/**
 * struct qr_share - the lines of the last hour
 * @said: when the last ones were written, a ring
 * @oldest: the oldest of them
 * @left_out: how many there was no room for
 */
struct qr_share {
	u32 said[QR_SHARE_LINES];
	u8 oldest;
	u32 left_out;
};

bool qr_share_take(struct qr_share *share, u32 now);
u32 qr_share_next(const struct qr_share *share);

#endif /* QR_SHARE_H */
