// SPDX-License-Identifier: GPL-2.0
#include "share.h"

#define HOUR	3600

/* May one more line be written? If not it is counted as left out. */
bool qr_share_take(struct qr_share *share, u32 now)
{
	u32 *oldest = &share->said[share->oldest];

	if (*oldest && now - *oldest < HOUR) {
		share->left_out++;
		return false;
	}
	*oldest = now;
	share->oldest = (share->oldest + 1) % QR_SHARE_LINES;
	return true;
}

/* Return: when a line can say how many were left out, 0: none were. */
u32 qr_share_next(const struct qr_share *share)
{
	return share->left_out ? share->said[share->oldest] + HOUR : 0;
}
