/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is counted on each link, and every reason to ignore a packet. The ones
 * named IGNORED are also the verdicts of the parser and of the engine: each
 * early exit names its reason, and so counts it.
 */
#ifndef QR_STATS_H
#define QR_STATS_H

#include "stat_id.h"

#include <linux/types.h>

extern const char *const qr_stat_names[QR_STAT_COUNT];

struct qr_stats {
	u64 count[QR_STAT_COUNT];
};

#endif /* QR_STATS_H */
