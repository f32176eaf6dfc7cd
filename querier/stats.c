// SPDX-License-Identifier: GPL-2.0
#include "stats.h"

/* The names are file names in sysfs: part of the interface. */
const char *const qr_stat_names[QR_STAT_COUNT] = {
#include "stat_rows.h"
};

const bool qr_stat_igmp_only[QR_STAT_COUNT] = {
#include "stat_igmp_rows.h"
};
