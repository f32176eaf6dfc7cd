// SPDX-License-Identifier: GPL-2.0
#include "stats.h"

#include <linux/minmax.h>

/* Of files in sysfs, and in JSON: part of the interface. */
const char *const qr_stat_names[QR_STAT_COUNT] = {
#include "stat_rows.h"
};

const bool qr_stat_igmp_only[QR_STAT_COUNT] = {
#include "stat_igmp_rows.h"
};

/* A group was added; @groups: how many there are now. */
void qr_stats_add_group(struct qr_stats *stats, u32 groups)
{
	stats->count[QR_GROUPS_ADDED]++;
	stats->count[QR_GROUPS_PEAK] = max_t(u64, groups,
					     stats->count[QR_GROUPS_PEAK]);
}
