// SPDX-License-Identifier: GPL-2.0
/*
 * Whole packets as scapy 2.5 makes them (IPv6, Router Alert, checksum), with
 * the MLD fields after RFC 9777 5.1; single fields calculated by hand.
 */
#include "fixture.h"
#include "mld_packets.h"

/* The RFC's defaults. */
#define QUERY								\
	.max_resp_ms = 10000, .robustness = 2, .query_interval_ms = 125000

/* Where the fields are. */
#define CODE		52
#define QRV		72
#define QQIC		73

/* 2001:db8::1 and fe80::1234:5678:9abc:def0 */
static const u8 sources[] = {
	0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0,
	0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0,
};

static const struct golden_row {
	const char *desc;
	struct qr_query query;
	const char *ip, *mld;
} golden_rows[] = {
	{ "v2 with the defaults",
	  { .version = 2, .source = LL(5), QUERY },
	  HEADER("0024", "00", "01") FROM_5 TO_ALL ALERT,
	  "82005692 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v1 with the defaults",
	  { .version = 1, .source = LL(5), QUERY },
	  HEADER("0020", "00", "01") FROM_5 TO_ALL ALERT,
	  "82005913 27100000 00000000 00000000 00000000 00000000" },
	{ "v2 for a group",
	  { .version = 2, .source = LL(5), .group = GROUP, QUERY },
	  HEADER("0024", "00", "01") FROM_5 TO_GROUP ALERT,
	  "82003302 27100000 ff150000 00000000 00000000 00001234 027d0000" },
	{ "v1 for a group",
	  { .version = 1, .source = LL(5), .group = GROUP, QUERY },
	  HEADER("0020", "00", "01") FROM_5 TO_GROUP ALERT,
	  "82003583 27100000 ff150000 00000000 00000000 00001234" },
	{ "v2 for a group, S flag",
	  { .version = 2, .source = LL(5), .group = GROUP,
	    .suppress = true, QUERY },
	  HEADER("0024", "00", "01") FROM_5 TO_GROUP ALERT,
	  "82002b02 27100000 ff150000 00000000 00000000 00001234 0a7d0000" },
	{ "v2 for a group and two sources",
	  { .version = 2, .source = LL(5), .group = GROUP,
	    .list = { sources, sizeof(sources), 2 }, QUERY },
	  HEADER("0044", "00", "01") FROM_5 TO_GROUP ALERT,
	  "8200244b 27100000 ff150000 00000000 00000000 00001234 027d0002 20010db8 00000000 00000000 00000001 fe800000 00000000 12345678 9abcdef0",
	},
	{ "v2, all fields at their largest",
	  { .version = 2, .max_resp_ms = 8387584, .robustness = 7,
	    .query_interval_ms = 31744000,
	    .source = V6(0xfebf, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff,
			 0xffff, 0xffff) },
	  HEADER("0024", "00", "01") "febfffff ffffffff ffffffff ffffffff" TO_ALL ALERT,
	  "820077e6 ffff0000 00000000 00000000 00000000 00000000 07ff0000" },
};

ROWS(golden);

static void whole_packet(struct kunit *test)
{
	const struct golden_row *row = test->param_value;

	expect_built(test, &qr_mld, &row->query,
		     packet_from_hex(test, row->ip, row->mld));
}

static const struct field_row {
	const char *desc;
	u8 version;
	u32 max_resp_ms;
	u32 robustness;
	u32 query_interval_ms;
	u8 field;
	u16 value;
} field_rows[] = {
	{ "v1: 100 ms", 1, 100, 2, 125000, CODE, 100 },
	{ "v1: 0 ms, but never 0", 1, 0, 2, 125000, CODE, 1 },
	{ "v1: 32768 ms is linear", 1, 32768, 2, 125000, CODE, 32768 },
	{ "v1: 65535 ms, the largest", 1, 65535, 2, 125000, CODE, 65535 },
	{ "v1: 65536 ms, too large", 1, 65536, 2, 125000, CODE, 65535 },
	{ "v1: 3174400 ms, too large", 1, 3174400, 2, 125000, CODE, 65535 },
	{ "v2: 1 ms", 2, 1, 2, 125000, CODE, 1 },
	{ "v2: 0 ms, but never 0", 2, 0, 2, 125000, CODE, 1 },
	{ "v2: 32767 ms, the largest linear", 2, 32767, 2, 125000, CODE,
	  0x7fff },
	{ "v2: 32768 ms is 4096 << 3", 2, 32768, 2, 125000, CODE, 0x8000 },
	{ "v2: 32775 ms, next lower", 2, 32775, 2, 125000, CODE, 0x8000 },
	{ "v2: 32776 ms is 4097 << 3", 2, 32776, 2, 125000, CODE, 0x8001 },
	{ "v2: 3174400 ms is 6200 << 9", 2, 3174400, 2, 125000, CODE, 0xe838 },
	{ "v2: 8387584 ms, the largest", 2, 8387584, 2, 125000, CODE, 0xffff },
	{ "v2: 2^32 - 1 ms, too large", 2, U32_MAX, 2, 125000, CODE, 0xffff },
	{ "QQIC 1 s", 2, 1000, 2, 1000, QQIC, 1 },
	{ "QQIC 127.999 s, next lower", 2, 10000, 2, 127999, QQIC, 127 },
	{ "QQIC 128 s is 16 << 3", 2, 10000, 2, 128000, QQIC, 0x80 },
	{ "QQIC 31744 s, the largest", 2, 10000, 2, 31744000, QQIC, 0xff },
	{ "QRV 1, S flag clear", 2, 10000, 1, 125000, QRV, 1 },
	{ "QRV 7, the largest", 2, 10000, 7, 125000, QRV, 7 },
	{ "QRV 8 does not fit", 2, 10000, 8, 125000, QRV, 0 },
	{ "QRV 255 does not fit", 2, 10000, 255, 125000, QRV, 0 },
};

ROWS(field);

static void field_holds_the_value(struct kunit *test)
{
	const struct field_row *row = test->param_value;
	struct qr_query query = {
		.version = row->version,
		.source = LL(5),
		.max_resp_ms = row->max_resp_ms,
		.robustness = row->robustness,
		.query_interval_ms = row->query_interval_ms,
	};
	const u8 *field = build(test, &qr_mld, &query).data + row->field;

	KUNIT_EXPECT_EQ(test, row->value, row->field == CODE ?
					  field[0] << 8 | field[1] : field[0]);
}

static struct kunit_case mld_build_cases[] = {
	KUNIT_CASE_PARAM(whole_packet, golden_gen_params),
	KUNIT_CASE_PARAM(field_holds_the_value, field_gen_params),
	{}
};

static struct kunit_suite mld_build_suite = {
	.name = "qr_mld_build",
	.test_cases = mld_build_cases,
};

kunit_test_suite(mld_build_suite);
