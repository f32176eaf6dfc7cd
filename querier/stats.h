/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is counted on each link: among it every verdict but QR_ACCEPTED.
 */
#ifndef QR_STATS_H
#define QR_STATS_H

#include "stat_id.h"

#include <linux/types.h>

/* The counter of a verdict other than QR_ACCEPTED. */
#define QR_STAT_IGNORED(verdict)	(QR_STATS_IGNORED + (int)(verdict) - 1)

extern const char *const qr_stat_names[QR_STAT_COUNT];
extern const bool qr_stat_igmp_only[QR_STAT_COUNT];

struct qr_stats {
	u64 count[QR_STAT_COUNT];
};

void qr_stats_add_group(struct qr_stats *stats, u32 groups);

#endif /* QR_STATS_H */
