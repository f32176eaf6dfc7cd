// SPDX-License-Identifier: GPL-2.0
/*
 * Whole packets as scapy 2.5 makes them (IP, Router Alert, both checksums), with
 * the IGMP fields after RFC 9776 4.1; single fields calculated by hand.
 */
#include "fixture.h"

#define GROUP		V4(239, 1, 2, 3)

/* General queries: 10 s; QRV 2 and QQIC 125 s */
#define QUERY_V1	"1100eeff 00000000"
#define QUERY_V2	"1164ee9b 00000000"
#define QUERY_V3	"1164ec1e 00000000 027d0000"

/* 192.0.2.1 and 192.0.2.2 */
static const u8 sources[] = { 192, 0, 2, 1, 192, 0, 2, 2 };

/* Where the fields are in a packet with Router Alert. */
#define CODE		25
#define QRV		32
#define QQIC		33

static const struct golden_row {
	const char *desc;
	struct qr_query query;
	const char *ip, *igmp;
} golden_rows[] = {
	{ "v3 with the defaults",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = NOBODY,
	    .max_resp_ms = 10000, .robustness = 2,
	    .query_interval_ms = 125000 },
	  "46c00024 00004000 0102fa0d 0a000005 e0000001 94040000", QUERY_V3 },
	{ "v2 with the defaults",
	  { .version = 2, .source = V4(10, 0, 0, 5), .group = NOBODY,
	    .max_resp_ms = 10000, .robustness = 2,
	    .query_interval_ms = 125000 },
	  "46c00020 00004000 0102fa11 0a000005 e0000001 94040000", QUERY_V2 },
	{ "v1 with the defaults",
	  { .version = 1, .source = V4(10, 0, 0, 5), .group = NOBODY,
	    .max_resp_ms = 10000, .robustness = 2,
	    .query_interval_ms = 125000 },
	  "46c00020 00004000 0102fa11 0a000005 e0000001 94040000", QUERY_V1 },
	{ "v3 from nobody",
	  { .version = 3, .source = NOBODY, .group = NOBODY,
	    .max_resp_ms = 10000, .robustness = 2,
	    .query_interval_ms = 125000 },
	  "46c00024 00004000 01020413 00000000 e0000001 94040000", QUERY_V3 },
	{ "v3 for a group",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000 },
	  "46c00024 00004000 0102e90a 0a000005 ef010203 94040000",
	  "110afb73 ef010203 027d0000" },
	{ "v3 for a group, S flag",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000, .suppress = true },
	  "46c00024 00004000 0102e90a 0a000005 ef010203 94040000",
	  "110af373 ef010203 0a7d0000" },
	{ "v3 for a source",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000,
	    .list = { sources, 4, 1 } },
	  "46c00028 00004000 0102e906 0a000005 ef010203 94040000",
	  "110a3971 ef010203 027d0001 c0000201" },
	{ "v3 for two sources",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000,
	    .list = { sources, 8, 2 } },
	  "46c0002c 00004000 0102e902 0a000005 ef010203 94040000",
	  "110a776d ef010203 027d0002 c0000201 c0000202" },
	{ "v3 for two sources, S flag",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000, .suppress = true,
	    .list = { sources, 8, 2 } },
	  "46c0002c 00004000 0102e902 0a000005 ef010203 94040000",
	  "110a6f6d ef010203 0a7d0002 c0000201 c0000202" },
	{ "v2 for a group",
	  { .version = 2, .source = V4(10, 0, 0, 5), .group = GROUP,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000 },
	  "46c00020 00004000 0102e90e 0a000005 ef010203 94040000",
	  "110afdf0 ef010203" },
	{ "v3, all fields at their largest",
	  { .version = 3, .source = V4(223, 255, 255, 254), .group = NOBODY,
	    .max_resp_ms = 3174400, .robustness = 7,
	    .query_interval_ms = 31744000 },
	  "46c00024 00004000 01022414 dffffffe e0000001 94040000",
	  "11ffe601 00000000 07ff0000" },
};

ROWS(golden);

static void whole_packet(struct kunit *test)
{
	const struct golden_row *row = test->param_value;

	expect_built(test, &qr_igmp, &row->query,
		     packet_from_hex(test, row->ip, row->igmp));
}

static const struct field_row {
	const char *desc;
	u8 version;
	u32 max_resp_ms;
	u32 robustness;
	u32 query_interval_ms;
	u8 field;
	u8 value;
} field_rows[] = {
	{ "v1: code is 0 whatever", 1, 10000, 2, 125000, CODE, 0 },
	{ "v2: 100 ms", 2, 100, 2, 125000, CODE, 1 },
	{ "v2: 199 ms, next lower", 2, 199, 2, 125000, CODE, 1 },
	{ "v2: 99 ms, but never 0", 2, 99, 2, 125000, CODE, 1 },
	{ "v2: 0 ms, but never 0", 2, 0, 2, 125000, CODE, 1 },
	{ "v2: 12.8 s is linear", 2, 12800, 2, 125000, CODE, 128 },
	{ "v2: 25.4 s", 2, 25400, 2, 125000, CODE, 254 },
	{ "v2: 25.5 s, the largest", 2, 25500, 2, 125000, CODE, 255 },
	{ "v2: 25.6 s, too large", 2, 25600, 2, 125000, CODE, 255 },
	{ "v2: 3174.4 s, too large", 2, 3174400, 2, 125000, CODE, 255 },
	{ "v3: 100 ms", 3, 100, 2, 125000, CODE, 1 },
	{ "v3: 99 ms, but never 0", 3, 99, 2, 125000, CODE, 1 },
	{ "v3: 0 ms, but never 0", 3, 0, 2, 125000, CODE, 1 },
	{ "v3: 12.7 s, the largest linear", 3, 12700, 2, 125000, CODE, 127 },
	{ "v3: 12.8 s is 16 << 3", 3, 12800, 2, 125000, CODE, 0x80 },
	{ "v3: 13.5 s, next lower", 3, 13500, 2, 125000, CODE, 0x80 },
	{ "v3: 13.6 s is 17 << 3", 3, 13600, 2, 125000, CODE, 0x81 },
	{ "v3: 3174.3 s, next lower", 3, 3174300, 2, 125000, CODE, 0xfe },
	{ "v3: 3174.4 s, the largest", 3, 3174400, 2, 125000, CODE, 0xff },
	{ "QQIC 1 s", 3, 1000, 2, 1000, QQIC, 1 },
	{ "QQIC 1.5 s, next lower", 3, 1000, 2, 1500, QQIC, 1 },
	{ "QQIC 127.999 s, next lower", 3, 10000, 2, 127999, QQIC, 127 },
	{ "QQIC 128 s is 16 << 3", 3, 10000, 2, 128000, QQIC, 0x80 },
	{ "QQIC 31743.999 s, next lower", 3, 10000, 2, 31743999, QQIC, 0xfe },
	{ "QQIC 31744 s, the largest", 3, 10000, 2, 31744000, QQIC, 0xff },
	{ "QRV 1, S flag clear", 3, 10000, 1, 125000, QRV, 1 },
	{ "QRV 7, the largest", 3, 10000, 7, 125000, QRV, 7 },
	{ "QRV 8 does not fit", 3, 10000, 8, 125000, QRV, 0 },
	{ "QRV 255 does not fit", 3, 10000, 255, 125000, QRV, 0 },
};

ROWS(field);

static void field_holds_the_value(struct kunit *test)
{
	const struct field_row *row = test->param_value;
	struct qr_query query = {
		.version = row->version,
		.source = OWN,
		.max_resp_ms = row->max_resp_ms,
		.robustness = row->robustness,
		.query_interval_ms = row->query_interval_ms,
	};

	KUNIT_EXPECT_EQ(test, build(test, &qr_igmp, &query).data[row->field],
			row->value);
}

static struct kunit_case igmp_build_cases[] = {
	KUNIT_CASE_PARAM(whole_packet, golden_gen_params),
	KUNIT_CASE_PARAM(field_holds_the_value, field_gen_params),
	{}
};

static struct kunit_suite igmp_build_suite = {
	.name = "qr_igmp_build",
	.test_cases = igmp_build_cases,
};

kunit_test_suite(igmp_build_suite);
