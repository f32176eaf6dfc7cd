// SPDX-License-Identifier: GPL-2.0
#include "stats.h"

/* The names are file names in sysfs: part of the interface. */
const char *const qr_stat_names[QR_STAT_COUNT] = {
	[QR_QUERIES_SENT]		= "queries_sent",
	[QR_QUERIES_FAILED]		= "queries_failed",
	[QR_QUERIES_HEARD_V1]		= "queries_heard_v1",
	[QR_QUERIES_HEARD_V2]		= "queries_heard_v2",
	[QR_QUERIES_HEARD_V3]		= "queries_heard_v3",
	[QR_REPORTS_HEARD]		= "reports_heard",
	[QR_LEAVES_HEARD]		= "leaves_heard",
	[QR_ELECTIONS_WON]		= "elections_won",
	[QR_ELECTIONS_LOST]		= "elections_lost",
	[QR_IGNORED_LENGTH]		= "ignored_length",
	[QR_IGNORED_FRAGMENT]		= "ignored_fragment",
	[QR_IGNORED_CHECKSUM]		= "ignored_checksum",
	[QR_IGNORED_TTL]		= "ignored_ttl",
	[QR_IGNORED_TYPE]		= "ignored_type",
	[QR_IGNORED_GROUP]		= "ignored_group",
	[QR_IGNORED_SOURCE]		= "ignored_source",
	[QR_IGNORED_DESTINATION]	= "ignored_destination",
	[QR_IGNORED_OWN]		= "ignored_own",
	[QR_IGNORED_DUPLICATE_ADDRESS]	= "ignored_duplicate_address",
	[QR_IGNORED_OFF_SUBNET]		= "ignored_off_subnet",
	[QR_IGNORED_ROUTER_ALERT]	= "ignored_router_alert",
	[QR_IGNORED_SSM]		= "ignored_ssm",
	[QR_IGNORED_RECORD_TYPE]	= "ignored_record_type",
	[QR_IGNORED_RECORD_SOURCE]	= "ignored_record_source",
	[QR_IGNORED_GROUP_LIMIT]	= "ignored_group_limit",
	[QR_IGNORED_SOURCE_LIMIT]	= "ignored_source_limit",
	[QR_IGNORED_EFFORT]		= "ignored_effort",
	[QR_IGNORED_MEMORY]		= "ignored_memory",
};
