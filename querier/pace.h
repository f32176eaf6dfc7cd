/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When links that start together begin to query.
 *
 * All VLANs of a device come up with it. Their queries in the same moment would
 * overflow the device's queue, and the kernel would drop most of them. So a few
 * links begin each millisecond. Each keeps its own rhythm from then on, so their
 * later queries are as far apart, until a suspend makes all of them late at once.
 */
#ifndef QR_PACE_H
#define QR_PACE_H

#include <linux/ktime.h>

#define QR_PACE_LINKS	64	/* that begin in a millisecond */

/**
 * struct qr_pace - links that may share a device
 * @turn: from when on the last ones begin
 * @links: how many begin in the millisecond from then on
 */
struct qr_pace {
	ktime_t turn;
	unsigned int links;
};

ktime_t qr_pace_take(struct qr_pace *pace, ktime_t now);

#endif /* QR_PACE_H */
