// SPDX-License-Identifier: GPL-2.0
/*
 * Whole queries as scapy 2.5 makes them (IP, Router Alert, checksums), with the
 * fields after RFC 9776 4.1 and RFC 9777 5.1; single fields calculated by hand.
 */
#include "fixture.h"
#include "igmp_packets.h"
#include "mld_packets.h"

/* The RFC's defaults. */
#define QUERY								\
	.max_resp_ms = 10000, .robustness = 2, .query_interval_ms = 125000

/* 192.0.2.1 and 192.0.2.2 */
static const u8 sources4[] = { 192, 0, 2, 1, 192, 0, 2, 2 };

/* 2001:db8::1 and fe80::1234:5678:9abc:def0 */
static const u8 sources6[] = {
	0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0,
	0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0,
};

static const struct golden_row {
	const char *desc;
	struct qr_query query;
	const char *ip, *message;
} golden_rows[] = {
	{ "IGMPv3 with the defaults",
	  { .version = 3, .source = V4(10, 0, 0, 5), QUERY },
	  "46c00024 00004000 0102fa0d 0a000005 e0000001 94040000", IGMP_V3 },
	{ "IGMPv2 with the defaults",
	  { .version = 2, .source = V4(10, 0, 0, 5), QUERY },
	  "46c00020 00004000 0102fa11 0a000005 e0000001 94040000", IGMP_V2 },
	{ "IGMPv1 with the defaults",
	  { .version = 1, .source = V4(10, 0, 0, 5), QUERY },
	  "46c00020 00004000 0102fa11 0a000005 e0000001 94040000", IGMP_V1 },
	{ "IGMPv3 from 0.0.0.0",
	  { .version = 3, .source = UNSPEC, QUERY },
	  "46c00024 00004000 01020413 00000000 e0000001 94040000", IGMP_V3 },
	{ "IGMPv3 for a group",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP4,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000 },
	  "46c00024 00004000 0102e90a 0a000005 ef010203 94040000",
	  "110afb73 ef010203 027d0000" },
	{ "IGMPv3 for a group, S flag",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP4,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000, .suppress = true },
	  "46c00024 00004000 0102e90a 0a000005 ef010203 94040000",
	  "110af373 ef010203 0a7d0000" },
	{ "IGMPv3 for a source",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP4,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000,
	    .list = { sources4, 4, 1 } },
	  "46c00028 00004000 0102e906 0a000005 ef010203 94040000",
	  "110a3971 ef010203 027d0001 c0000201" },
	{ "IGMPv3 for two sources",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP4,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000,
	    .list = { sources4, 8, 2 } },
	  "46c0002c 00004000 0102e902 0a000005 ef010203 94040000",
	  "110a776d ef010203 027d0002 c0000201 c0000202" },
	{ "IGMPv3 for two sources, S flag",
	  { .version = 3, .source = V4(10, 0, 0, 5), .group = GROUP4,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000, .suppress = true,
	    .list = { sources4, 8, 2 } },
	  "46c0002c 00004000 0102e902 0a000005 ef010203 94040000",
	  "110a6f6d ef010203 0a7d0002 c0000201 c0000202" },
	{ "IGMPv2 for a group",
	  { .version = 2, .source = V4(10, 0, 0, 5), .group = GROUP4,
	    .max_resp_ms = 1000, .robustness = 2,
	    .query_interval_ms = 125000 },
	  "46c00020 00004000 0102e90e 0a000005 ef010203 94040000",
	  "110afdf0 ef010203" },
	{ "IGMPv3, all fields at their largest",
	  { .version = 3, .source = V4(223, 255, 255, 254), .group = UNSPEC,
	    .max_resp_ms = 3174400, .robustness = 7,
	    .query_interval_ms = 31744000 },
	  "46c00024 00004000 01022414 dffffffe e0000001 94040000",
	  "11ffe601 00000000 07ff0000" },

	{ "MLDv2 with the defaults",
	  { .version = 2, .source = LL(5), QUERY },
	  HEADER("0024", "00", "01") FROM_5 TO_ALL ALERT,
	  "82005692 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "MLDv1 with the defaults",
	  { .version = 1, .source = LL(5), QUERY },
	  HEADER("0020", "00", "01") FROM_5 TO_ALL ALERT,
	  "82005913 27100000 00000000 00000000 00000000 00000000" },
	{ "MLDv2 for a group",
	  { .version = 2, .source = LL(5), .group = GROUP6, QUERY },
	  HEADER("0024", "00", "01") FROM_5 TO_GROUP ALERT,
	  "82003302 27100000 ff150000 00000000 00000000 00001234 027d0000" },
	{ "MLDv1 for a group",
	  { .version = 1, .source = LL(5), .group = GROUP6, QUERY },
	  HEADER("0020", "00", "01") FROM_5 TO_GROUP ALERT,
	  "82003583 27100000 ff150000 00000000 00000000 00001234" },
	{ "MLDv2 for a group, S flag",
	  { .version = 2, .source = LL(5), .group = GROUP6,
	    .suppress = true, QUERY },
	  HEADER("0024", "00", "01") FROM_5 TO_GROUP ALERT,
	  "82002b02 27100000 ff150000 00000000 00000000 00001234 0a7d0000" },
	{ "MLDv2 for a group and two sources",
	  { .version = 2, .source = LL(5), .group = GROUP6,
	    .list = { sources6, sizeof(sources6), 2 }, QUERY },
	  HEADER("0044", "00", "01") FROM_5 TO_GROUP ALERT,
	  "8200244b 27100000 ff150000 00000000 00000000 00001234 027d0002 20010db8 00000000 00000000 00000001 fe800000 00000000 12345678 9abcdef0",
	},
	{ "MLDv2, all fields at their largest",
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
	struct packet packet = packet_from_hex(test, row->ip, row->message);

	expect_built(test, family_of(packet)->proto, &row->query, packet);
}

enum field { CODE, QRV, QQIC };

/* Where the fields are in a packet with Router Alert, and how many bytes. */
static const struct {
	u8 at;
	u8 len;
} fields[][3] = {
	[IGMP] = { [CODE] = { 25, 1 }, [QRV] = { 32, 1 }, [QQIC] = { 33, 1 } },
	[MLD] = { [CODE] = { 52, 2 }, [QRV] = { 72, 1 }, [QQIC] = { 73, 1 } },
};

static const struct field_row {
	enum family_id family;
	const char *desc;
	u8 version;
	u32 max_resp_ms;
	u32 robustness;
	u32 query_interval_ms;
	enum field field;
	u16 value;
} field_rows[] = {
	{ IGMP, "v1: code is 0 always", 1, 10000, 2, 125000, CODE, 0 },
	{ IGMP, "v2: 100 ms", 2, 100, 2, 125000, CODE, 1 },
	{ IGMP, "v2: 199 ms, next lower", 2, 199, 2, 125000, CODE, 1 },
	{ IGMP, "v2: 99 ms, but never 0", 2, 99, 2, 125000, CODE, 1 },
	{ IGMP, "v2: 0 ms, but never 0", 2, 0, 2, 125000, CODE, 1 },
	{ IGMP, "v2: 12.8 s is linear", 2, 12800, 2, 125000, CODE, 128 },
	{ IGMP, "v2: 25.4 s", 2, 25400, 2, 125000, CODE, 254 },
	{ IGMP, "v2: 25.5 s, the largest", 2, 25500, 2, 125000, CODE, 255 },
	{ IGMP, "v2: 25.6 s, too large", 2, 25600, 2, 125000, CODE, 255 },
	{ IGMP, "v2: 3174.4 s, too large", 2, 3174400, 2, 125000, CODE, 255 },
	{ IGMP, "v3: 100 ms", 3, 100, 2, 125000, CODE, 1 },
	{ IGMP, "v3: 99 ms, but never 0", 3, 99, 2, 125000, CODE, 1 },
	{ IGMP, "v3: 0 ms, but never 0", 3, 0, 2, 125000, CODE, 1 },
	{ IGMP, "v3: 12.7 s, the largest linear", 3, 12700, 2, 125000,
	  CODE, 127 },
	{ IGMP, "v3: 12.8 s is 16 << 3", 3, 12800, 2, 125000, CODE, 0x80 },
	{ IGMP, "v3: 13.5 s, next lower", 3, 13500, 2, 125000, CODE, 0x80 },
	{ IGMP, "v3: 13.6 s is 17 << 3", 3, 13600, 2, 125000, CODE, 0x81 },
	{ IGMP, "v3: 3174.3 s, next lower", 3, 3174300, 2, 125000, CODE, 0xfe },
	{ IGMP, "v3: 3174.4 s, the largest", 3, 3174400, 2, 125000,
	  CODE, 0xff },
	{ IGMP, "QQIC 1 s", 3, 1000, 2, 1000, QQIC, 1 },
	{ IGMP, "QQIC 1.5 s, next lower", 3, 1000, 2, 1500, QQIC, 1 },
	{ IGMP, "QQIC 127.999 s, next lower", 3, 10000, 2, 127999, QQIC, 127 },
	{ IGMP, "QQIC 128 s is 16 << 3", 3, 10000, 2, 128000, QQIC, 0x80 },
	{ IGMP, "QQIC 31743.999 s, next lower", 3, 10000, 2, 31743999,
	  QQIC, 0xfe },
	{ IGMP, "QQIC 31744 s, the largest", 3, 10000, 2, 31744000,
	  QQIC, 0xff },
	{ IGMP, "QRV 1, S flag clear", 3, 10000, 1, 125000, QRV, 1 },
	{ IGMP, "QRV 7, the largest", 3, 10000, 7, 125000, QRV, 7 },
	{ IGMP, "QRV 8 does not fit", 3, 10000, 8, 125000, QRV, 0 },
	{ IGMP, "QRV 255 does not fit", 3, 10000, 255, 125000, QRV, 0 },

	{ MLD, "v1: 100 ms", 1, 100, 2, 125000, CODE, 100 },
	{ MLD, "v1: 0 ms, but never 0", 1, 0, 2, 125000, CODE, 1 },
	{ MLD, "v1: 32768 ms is linear", 1, 32768, 2, 125000, CODE, 32768 },
	{ MLD, "v1: 65535 ms, the largest", 1, 65535, 2, 125000, CODE, 65535 },
	{ MLD, "v1: 65536 ms, too large", 1, 65536, 2, 125000, CODE, 65535 },
	{ MLD, "v1: 3174400 ms, too large", 1, 3174400, 2, 125000,
	  CODE, 65535 },
	{ MLD, "v2: 1 ms", 2, 1, 2, 125000, CODE, 1 },
	{ MLD, "v2: 0 ms, but never 0", 2, 0, 2, 125000, CODE, 1 },
	{ MLD, "v2: 32767 ms, the largest linear", 2, 32767, 2, 125000,
	  CODE, 0x7fff },
	{ MLD, "v2: 32768 ms is 4096 << 3", 2, 32768, 2, 125000, CODE, 0x8000 },
	{ MLD, "v2: 32775 ms, next lower", 2, 32775, 2, 125000, CODE, 0x8000 },
	{ MLD, "v2: 32776 ms is 4097 << 3", 2, 32776, 2, 125000, CODE, 0x8001 },
	{ MLD, "v2: 3174400 ms is 6200 << 9", 2, 3174400, 2, 125000,
	  CODE, 0xe838 },
	{ MLD, "v2: 8387584 ms, the largest", 2, 8387584, 2, 125000,
	  CODE, 0xffff },
	{ MLD, "v2: 2^32 - 1 ms, too large", 2, U32_MAX, 2, 125000,
	  CODE, 0xffff },
	{ MLD, "QQIC 1 s", 2, 1000, 2, 1000, QQIC, 1 },
	{ MLD, "QQIC 127.999 s, next lower", 2, 10000, 2, 127999, QQIC, 127 },
	{ MLD, "QQIC 128 s is 16 << 3", 2, 10000, 2, 128000, QQIC, 0x80 },
	{ MLD, "QQIC 31744 s, the largest", 2, 10000, 2, 31744000, QQIC, 0xff },
	{ MLD, "QRV 1, S flag clear", 2, 10000, 1, 125000, QRV, 1 },
	{ MLD, "QRV 7, the largest", 2, 10000, 7, 125000, QRV, 7 },
	{ MLD, "QRV 8 does not fit", 2, 10000, 8, 125000, QRV, 0 },
	{ MLD, "QRV 255 does not fit", 2, 10000, 255, 125000, QRV, 0 },
};

ROWS(field);

static void field_holds_the_value(struct kunit *test)
{
	const struct field_row *row = test->param_value;
	const struct family *family = &families[row->family];
	struct qr_query query = {
		.version = row->version,
		.source = family->own,
		.max_resp_ms = row->max_resp_ms,
		.robustness = row->robustness,
		.query_interval_ms = row->query_interval_ms,
	};
	const u8 *field = build(test, family->proto, &query).data +
			  fields[row->family][row->field].at;

	KUNIT_EXPECT_EQ(test, row->value,
			fields[row->family][row->field].len == 2 ?
			field[0] << 8 | field[1] : field[0]);
}

static struct kunit_case build_cases[] = {
	KUNIT_CASE_PARAM(whole_packet, golden_gen_params),
	KUNIT_CASE_PARAM(field_holds_the_value, field_gen_params),
	{}
};

static struct kunit_suite build_suite = {
	.name = "qr_build",
	.test_cases = build_cases,
};

kunit_test_suite(build_suite);
