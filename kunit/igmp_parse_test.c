// SPDX-License-Identifier: GPL-2.0
/*
 * Packets as they are on the wire, made with scapy 2.5 (IP, IGMP and checksums)
 * and field by field after RFC 1112 appendix I, RFC 2236 2 and RFC 9776 4.
 * What is wrong with a packet is all that is wrong with it: its checksums are
 * right.
 */
#include "fixture.h"

#include <net/checksum.h>

#define GROUP		V4(239, 1, 2, 3)

/* 10.0.0.1 > 224.0.0.1, TTL 1; of 32 and 36 octets with Router Alert */
#define IP_28		"45c0001c 00004000 01028f1e 0a000001 e0000001"
#define IP_32		"46c00020 00004000 0102fa15 0a000001 e0000001 94040000"
#define IP_36		"46c00024 00004000 0102fa11 0a000001 e0000001 94040000"
/* 10.0.0.1 > 239.1.2.3, likewise */
#define IP_36_GROUP	"46c00024 00004000 0102e90e 0a000001 ef010203 94040000"

/* General queries: 10 s; QRV 2 and QQIC 125 s */
#define QUERY_V1	"1100eeff 00000000"
#define QUERY_V2	"1164ee9b 00000000"
#define QUERY_V3	"1164ec1e 00000000 027d0000"

static const struct refusal_row {
	const char *desc;
	enum qr_stat verdict;
	const char *ip, *igmp;
} refusal_rows[] = {
	{ "nothing", QR_IGNORED_LENGTH, "", "" },
	{ "IP header cut off at 19", QR_IGNORED_LENGTH,
	  "46c00020 00004000 0102fa15 0a000001 e00000", "" },
	{ "IP version 6", QR_IGNORED_LENGTH,
	  "66c00020 00004000 0102fa15 0a000001 e0000001 94040000", QUERY_V2 },
	{ "IP header length 4 words", QR_IGNORED_LENGTH,
	  "44c0001c 00004000 01028f1e 0a000001 e0000001", QUERY_V2 },
	{ "IP header longer than the datagram", QR_IGNORED_LENGTH,
	  "48c0001c 00004000 01028f1e 0a000001 e0000001", QUERY_V2 },
	{ "total length within the header", QR_IGNORED_LENGTH,
	  "46c00017 00004000 0102fa15 0a000001 e0000001 94040000", QUERY_V2 },
	{ "total length one more than arrived", QR_IGNORED_LENGTH,
	  "46c00021 00004000 0102fa15 0a000001 e0000001 94040000", QUERY_V2 },
	{ "first fragment", QR_IGNORED_FRAGMENT,
	  "46c00020 00002000 01021a16 0a000001 e0000001 94040000", QUERY_V2 },
	{ "last fragment", QR_IGNORED_FRAGMENT,
	  "46c00020 00000001 01023a15 0a000001 e0000001 94040000", QUERY_V2 },
	{ "UDP", QR_IGNORED_TYPE,
	  "46c00020 00004000 0111fa06 0a000001 e0000001 94040000", QUERY_V2 },
	{ "no IGMP at all", QR_IGNORED_LENGTH,
	  "46c00018 00004000 0102fa1d 0a000001 e0000001 94040000", "" },
	{ "7 octets", QR_IGNORED_LENGTH,
	  "46c0001f 00004000 0102fa16 0a000001 e0000001 94040000",
	  "1164ee9b 000000" },
	{ "v2 report of 7 octets", QR_IGNORED_LENGTH,
	  "46c0001f 00004000 0102fa16 0a000001 e0000001 94040000",
	  "1600f8fd ef0102" },
	{ "9 octets", QR_IGNORED_LENGTH,
	  "46c00021 00004000 0102fa14 0a000001 e0000001 94040000",
	  "1164ee9b 00000000 00" },
	{ "10 octets", QR_IGNORED_LENGTH,
	  "46c00022 00004000 0102fa13 0a000001 e0000001 94040000",
	  "1164ee9b 00000000 0000" },
	{ "11 octets", QR_IGNORED_LENGTH,
	  "46c00023 00004000 0102fa12 0a000001 e0000001 94040000",
	  "1164ec1e 00000000 027d00" },
	{ "11 octets and an octet of padding", QR_IGNORED_LENGTH,
	  "46c00023 00004000 0102fa12 0a000001 e0000001 94040000", QUERY_V3 },
	{ "v3: one source announced, none there", QR_IGNORED_LENGTH,
	  IP_36_GROUP, "1164fb18 ef010203 027d0001" },
	{ "v3: one source announced, 3 octets there", QR_IGNORED_LENGTH,
	  "46c00027 00004000 0102e90b 0a000001 ef010203 94040000",
	  "11643918 ef010203 027d0001 c00002" },
	{ "v3: 65535 sources announced, one there", QR_IGNORED_LENGTH,
	  "46c00028 00004000 0102e90a 0a000001 ef010203 94040000",
	  "11643918 ef010203 027dffff c0000201" },
	{ "checksum one too high", QR_IGNORED_CHECKSUM, IP_32,
	  "1164ee9c 00000000" },
	{ "v3: checksum of the first 8 octets only", QR_IGNORED_CHECKSUM,
	  IP_36, "1164ee9b 00000000 027d0000" },
	{ "TTL 0", QR_IGNORED_TTL,
	  "46c00024 00004000 0002fb11 0a000001 e0000001 94040000", QUERY_V3 },
	{ "TTL 2", QR_IGNORED_TTL,
	  "46c00024 00004000 0202f911 0a000001 e0000001 94040000", QUERY_V3 },
	{ "v3 for a group: unicast", QR_IGNORED_GROUP, IP_36,
	  "1164e215 0a000009 027d0000" },
	{ "v3 for a group: just below multicast", QR_IGNORED_GROUP, IP_36,
	  "11640c1f dfffffff 027d0000" },
	{ "v3 for a group: just above multicast", QR_IGNORED_GROUP, IP_36,
	  "1164fc1d f0000000 027d0000" },
	{ "v2 for a group: unicast", QR_IGNORED_GROUP, IP_32,
	  "110ae4ec 0a000009" },
	{ "v1 general query to this host", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102d012 0a000001 0a000005 94040000", QUERY_V1 },
	{ "v2 general query to this host", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102d012 0a000001 0a000005 94040000", QUERY_V2 },
	{ "v3 general query to this host", QR_IGNORED_DESTINATION,
	  "46c00024 00004000 0102d00e 0a000001 0a000005 94040000", QUERY_V3 },
	{ "v3 general query to all routers", QR_IGNORED_DESTINATION,
	  "46c00024 00004000 0102fa10 0a000001 e0000002 94040000", QUERY_V3 },
	{ "v3 general query to broadcast", QR_IGNORED_DESTINATION,
	  "46c00024 00004000 0102da13 0a000001 ffffffff 94040000", QUERY_V3 },
	{ "leave to this host", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102d00c 0a000007 0a000005 94040000",
	  "1700f7fa ef010203" },
	{ "leave to all hosts", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102fa0f 0a000007 e0000001 94040000",
	  "1700f7fa ef010203" },
	{ "leave to another group", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102e90b 0a000007 ef010204 94040000",
	  "1700f7fa ef010203" },
	{ "solicitation to all hosts", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102fa0f 0a000007 e0000001 94040000",
	  "1700e8ff 00000000" },
	{ "solicitation to this host", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102d00c 0a000007 0a000005 94040000",
	  "1700e8ff 00000000" },
	{ "v1 report: unicast", QR_IGNORED_GROUP, IP_32, "1200e3f6 0a000009" },
	{ "v2 report: no group", QR_IGNORED_GROUP, IP_32,
	  "1600e9ff 00000000" },
	{ "leave: just below multicast", QR_IGNORED_GROUP, IP_32,
	  "17000900 dfffffff" },
	{ "type DVMRP", QR_IGNORED_TYPE, IP_32, "1300ecff 00000000" },
	{ "type PIMv1", QR_IGNORED_TYPE, IP_32, "1400ebff 00000000" },
	{ "type router advertisement", QR_IGNORED_TYPE, IP_32,
	  "3000cfff 00000000" },
	{ "type 0xff", QR_IGNORED_TYPE, IP_32, "ff0000ff 00000000" },
	{ "nothing wrong", QR_ACCEPTED, IP_36, QUERY_V3 },
};

ROWS(refusal);

static void refused_for_the_right_reason(struct kunit *test)
{
	const struct refusal_row *row = test->param_value;
	struct qr_msg msg;

	KUNIT_EXPECT_EQ(test, parse(test, &qr_igmp, row->ip, row->igmp, &msg),
			row->verdict);
}

/* Of each only the first octets arrived; the length in it is the full one. */
static void cut_off_anywhere(struct kunit *test)
{
	expect_cut_off(test, &qr_igmp, packet_from_hex(test, IP_36, QUERY_V3));
}

static void any_bit_flipped(struct kunit *test)
{
	struct packet packet = packet_from_hex(test, IP_36, QUERY_V3);

	expect_checksum(test, &qr_igmp, packet, 24, packet.len);
}

static void set_checksum(u8 *igmp, size_t len)
{
	__sum16 sum;

	memset(igmp + 2, 0, 2);
	sum = ip_compute_csum(igmp, len);
	memcpy(igmp + 2, &sum, 2);
}

/* Any options, any fields, and any length; of most the checksum is right. */
static size_t make_noise(u8 *packet, u32 *state)
{
	static const u8 types[] = { 0x11, 0x12, 0x16, 0x17, 0x22 };
	size_t header = 20 + noise(state) % 11 * 4;
	size_t len = header + 8 + noise(state) % 30;
	u8 *igmp = packet + header;
	size_t i;

	packet[0] = 0x40 | header / 4;
	packet[3] = len;
	for (i = 20; i < len; i++)
		packet[i] = noise(state);
	igmp[0] = types[noise(state) % ARRAY_SIZE(types)];
	if (noise(state) % 4)
		set_checksum(igmp, len - header);
	return len;
}

static void noise_is_survived(struct kunit *test)
{
	expect_survival(test, &qr_igmp, packet_from_hex(test, IP_28, ""),
			make_noise);
}

static const struct source_row {
	const char *desc;
	union qr_addr source;
	enum qr_stat verdict;
} source_rows[] = {
	{ "0.0.0.0: a host without an address", NOBODY, QR_ACCEPTED },
	{ "10.0.0.1", V4(10, 0, 0, 1), QR_ACCEPTED },
	{ "126.255.255.255", V4(126, 255, 255, 255), QR_ACCEPTED },
	{ "0.0.0.1: this network", V4(0, 0, 0, 1), QR_IGNORED_SOURCE },
	{ "0.255.255.255: this network", V4(0, 255, 255, 255),
	  QR_IGNORED_SOURCE },
	{ "127.0.0.0: loopback", V4(127, 0, 0, 0), QR_IGNORED_SOURCE },
	{ "127.255.255.255: loopback", V4(127, 255, 255, 255),
	  QR_IGNORED_SOURCE },
	{ "128.0.0.0", V4(128, 0, 0, 0), QR_ACCEPTED },
	{ "169.254.1.1: link-local", V4(169, 254, 1, 1), QR_ACCEPTED },
	{ "223.255.255.255", V4(223, 255, 255, 255), QR_ACCEPTED },
	{ "224.0.0.0: multicast", V4(224, 0, 0, 0), QR_IGNORED_SOURCE },
	{ "239.255.255.255: multicast", V4(239, 255, 255, 255),
	  QR_IGNORED_SOURCE },
	{ "255.255.255.255: broadcast", V4(255, 255, 255, 255),
	  QR_IGNORED_SOURCE },
};

ROWS(source);

/* The IP header's checksum is IP's business; here it stays as it was. */
static void source_is_a_hosts(struct kunit *test)
{
	const struct source_row *row = test->param_value;
	struct packet packet = packet_from_hex(test, IP_36, QUERY_V3);
	struct qr_msg msg = {};

	memcpy(packet.data + 12, &row->source, 4);
	KUNIT_EXPECT_EQ(test, qr_wire_parse(&qr_igmp, packet.data, packet.len,
					    &msg),
			row->verdict);
	if (row->verdict == QR_ACCEPTED)
		EXPECT_ADDR(test, msg.source, row->source);
}

static const struct query_row {
	const char *desc;
	const char *ip, *igmp;
	u8 version;
	union qr_addr group;
	u32 max_resp_ms;
	u32 robustness;
	u32 query_interval_ms;
	bool suppress;
	const char *sources;
} query_rows[] = {
	{ "v1", IP_28, QUERY_V1, 1, NOBODY, 10000, 0, 0 },
	{ "v1 with a group, which is ignored", IP_28, "1100fdfa ef010203",
	  1, NOBODY, 10000, 0, 0 },
	{ "v1 with a unicast group, which is ignored", IP_28,
	  "1100e4f6 0a000009", 1, NOBODY, 10000, 0, 0 },
	{ "v2, 10 s", IP_32, QUERY_V2, 2, NOBODY, 10000, 0, 0 },
	{ "v2, code 1", IP_32, "1101eefe 00000000",
	  2, NOBODY, 100, 0, 0 },
	{ "v2, code 128 is linear", IP_32, "1180ee7f 00000000",
	  2, NOBODY, 12800, 0, 0 },
	{ "v2, code 255 is linear", IP_32, "11ffee00 00000000",
	  2, NOBODY, 25500, 0, 0 },
	{ "v2, for a group",
	  "46c00020 00004000 0102e912 0a000001 ef010203 94040000",
	  "110afdf0 ef010203", 2, GROUP, 1000, 0, 0 },
	{ "v2, for a group, to this host",
	  "46c00020 00004000 0102d012 0a000001 0a000005 94040000",
	  "110afdf0 ef010203", 2, GROUP, 1000, 0, 0 },
	{ "v2, padded to 46 octets", IP_32,
	  "1164ee9b 00000000 00000000 00000000 00000000 0000",
	  2, NOBODY, 10000, 0, 0 },
	{ "v2, padded to 60 octets, not with zeros", IP_32,
	  "1164ee9b 00000000 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5",
	  2, NOBODY, 10000, 0, 0 },
	{ "v3 with the defaults", IP_36, QUERY_V3,
	  3, NOBODY, 10000, 2, 125000 },
	{ "v3, padded to 46 octets", IP_36,
	  "1164ec1e 00000000 027d0000 00000000 00000000 0000",
	  3, NOBODY, 10000, 2, 125000 },
	{ "v3, DF clear, other TOS and identification",
	  "46000024 12340000 0102289e 0a000001 e0000001 94040000", QUERY_V3,
	  3, NOBODY, 10000, 2, 125000 },
	{ "v3, code 0", IP_36, "1100ec82 00000000 027d0000",
	  3, NOBODY, 0, 2, 125000 },
	{ "v3, code 127: the largest linear one", IP_36,
	  "117fec03 00000000 027d0000", 3, NOBODY, 12700, 2, 125000 },
	{ "v3, code 0x80: 16 << 3", IP_36, "1180ec02 00000000 027d0000",
	  3, NOBODY, 12800, 2, 125000 },
	{ "v3, code 0x9c: 28 << 4", IP_36, "119cebe6 00000000 027d0000",
	  3, NOBODY, 44800, 2, 125000 },
	{ "v3, code 0xff: 31 << 10", IP_36, "11ffeb83 00000000 027d0000",
	  3, NOBODY, 3174400, 2, 125000 },
	{ "v3, QQIC 0: the default", IP_36, "1164ec9b 00000000 02000000",
	  3, NOBODY, 10000, 2, 125000 },
	{ "v3, QQIC 1", IP_36, "1164ec9a 00000000 02010000",
	  3, NOBODY, 10000, 2, 1000 },
	{ "v3, QQIC 0x80: 16 << 3", IP_36, "1164ec1b 00000000 02800000",
	  3, NOBODY, 10000, 2, 128000 },
	{ "v3, QQIC 0xff: 31 << 10", IP_36, "1164eb9c 00000000 02ff0000",
	  3, NOBODY, 10000, 2, 31744000 },
	{ "v3, QRV 0", IP_36, "1164ee1e 00000000 007d0000",
	  3, NOBODY, 10000, 0, 125000 },
	{ "v3, QRV 7", IP_36, "1164e71e 00000000 077d0000",
	  3, NOBODY, 10000, 7, 125000 },
	{ "v3, S flag and reserved bits set, QRV 5", IP_36,
	  "1164f11d 00000000 fd7d0000", 3, NOBODY, 10000, 5, 125000, true },
	{ "v3, all but the S flag set", IP_36,
	  "1164f71d 00000000 f77d0000", 3, NOBODY, 10000, 7, 125000 },
	{ "v3, for a group", IP_36_GROUP, "110afb73 ef010203 027d0000",
	  3, GROUP, 1000, 2, 125000 },
	{ "v3, for a group and two sources",
	  "46c0002c 00004000 0102e906 0a000001 ef010203 94040000",
	  "110a776d ef010203 027d0002 c0000201 c0000202",
	  3, GROUP, 1000, 2, 125000, false, "c0000201 c0000202" },
	{ "v3, for a group and a source, S flag",
	  "46c00028 00004000 0102e90a 0a000001 ef010203 94040000",
	  "110a3171 ef010203 0a7d0001 c0000201",
	  3, GROUP, 1000, 2, 125000, true, "c0000201" },
	{ "v3, one octet behind the fields",
	  "46c00025 00004000 0102fa10 0a000001 e0000001 94040000",
	  "1164471e 00000000 027d0000 a5",
	  3, NOBODY, 10000, 2, 125000 },
	{ "v3, 20 octets behind the fields",
	  "46c00038 00004000 0102f9fd 0a000001 e0000001 94040000",
	  "116473a6 00000000 027d0000 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5",
	  3, NOBODY, 10000, 2, 125000 },
	{ "v3, for a group and a source, 4 octets behind",
	  "46c0002c 00004000 0102e906 0a000001 ef010203 94040000",
	  "110aee25 ef010203 027d0001 c0000201 a5a5a5a5",
	  3, GROUP, 1000, 2, 125000, false, "c0000201" },
};

ROWS(query);

static void query_is_heard(struct kunit *test)
{
	const struct query_row *row = test->param_value;
	struct packet list;
	struct qr_msg msg;

	memset(&msg, 0xa5, sizeof(msg));
	KUNIT_EXPECT_EQ(test, parse(test, &qr_igmp, row->ip, row->igmp, &msg),
			QR_ACCEPTED);
	KUNIT_EXPECT_EQ(test, msg.type, QR_MSG_QUERY);
	KUNIT_EXPECT_EQ(test, msg.version, row->version);
	EXPECT_ADDR(test, msg.source, V4(10, 0, 0, 1));
	KUNIT_EXPECT_TRUE(test, qr_addr_equal(&msg.group, &row->group));
	KUNIT_EXPECT_EQ(test, msg.max_resp_ms, row->max_resp_ms);
	KUNIT_EXPECT_EQ(test, msg.robustness, row->robustness);
	KUNIT_EXPECT_EQ(test, msg.query_interval_ms, row->query_interval_ms);
	KUNIT_EXPECT_EQ(test, msg.suppress, row->suppress);
	list = packet_from_hex(test, row->sources ?: "", "");
	KUNIT_EXPECT_EQ(test, msg.list.count, list.len / 4);
	expect_listed(test, &msg.list, list);
}

static const struct membership_row {
	const char *desc;
	const char *ip, *igmp;
	enum qr_msg_type type;
	u8 version;
	union qr_addr group;
	u16 records;
	size_t len;		/* octets behind the first 8 */
} membership_rows[] = {
	{ "v1 report", "45c0001c 00004000 01027e15 0a000007 ef010203",
	  "1200fcfa ef010203", QR_MSG_REPORT, 1, GROUP },
	{ "v2 report", "46c00020 00004000 0102e90c 0a000007 ef010203 94040000",
	  "1600f8fa ef010203", QR_MSG_REPORT, 2, GROUP },
	{ "leave", "46c00020 00004000 0102fa0e 0a000007 e0000002 94040000",
	  "1700f7fa ef010203", QR_MSG_LEAVE, 2, GROUP },
	{ "leave to the group, as before RFC 2236",
	  "46c00020 00004000 0102e90c 0a000007 ef010203 94040000",
	  "1700f7fa ef010203", QR_MSG_LEAVE, 2, GROUP },
	{ "solicitation, as switches send it",
	  "46c00020 00004000 0102fa0e 0a000007 e0000002 94040000",
	  "1700e8ff 00000000", QR_MSG_SOLICITATION, 2, NOBODY },
	{ "solicitation from 0.0.0.0",
	  "46c00020 00004000 01020416 00000000 e0000002 94040000",
	  "1700e8ff 00000000", QR_MSG_SOLICITATION, 2, NOBODY },
	{ "v3 report", "46c00028 00004000 0102f9f2 0a000007 e0000016 94040000",
	  "2200e8f9 00000001 04000000 ef010203",
	  QR_MSG_REPORT, 3, NOBODY, 1, 8 },
	{ "v3 report from 0.0.0.0",
	  "46c00028 00004000 010203fa 00000000 e0000016 94040000",
	  "2200e8f9 00000001 04000000 ef010203",
	  QR_MSG_REPORT, 3, NOBODY, 1, 8 },
	{ "v3 report without records",
	  "46c00020 00004000 0102f9fa 0a000007 e0000016 94040000",
	  "2200ddff 00000000", QR_MSG_REPORT, 3, NOBODY, 0, 0 },
	{ "v3 report, two records with sources and auxiliary data",
	  "46c00038 00004000 0102f9e2 0a000007 e0000016 94040000",
	  "2200e091 00000002 04000001 ef010203 c6120001 06010000 ef010204 a5a5a5a5",
	  QR_MSG_REPORT, 3, NOBODY, 2, 24 },
	{ "v3 report, reserved bits set",
	  "46c00028 00004000 0102f9f2 0a000007 e0000016 94040000",
	  "2200e8f9 ffff0001 04000000 ef010203",
	  QR_MSG_REPORT, 3, NOBODY, 1, 8 },
	{ "v3 report, 65535 records announced, which is not looked into",
	  "46c00028 00004000 0102f9f2 0a000007 e0000016 94040000",
	  "2200e8fa 0000ffff 04000000 ef010203",
	  QR_MSG_REPORT, 3, NOBODY, 65535, 8 },
};

ROWS(membership);

static void report_or_leave_is_heard(struct kunit *test)
{
	const struct membership_row *row = test->param_value;
	struct qr_msg msg;

	memset(&msg, 0xa5, sizeof(msg));
	KUNIT_EXPECT_EQ(test, parse(test, &qr_igmp, row->ip, row->igmp, &msg),
			QR_ACCEPTED);
	KUNIT_EXPECT_EQ(test, msg.type, row->type);
	KUNIT_EXPECT_EQ(test, msg.version, row->version);
	KUNIT_EXPECT_TRUE(test, qr_addr_equal(&msg.group, &row->group));
	KUNIT_EXPECT_EQ(test, msg.list.count, row->records);
	KUNIT_EXPECT_EQ(test, msg.list.len, row->len);
	if (row->len)
		KUNIT_EXPECT_EQ(test, msg.list.at[0], 4);
}

#define NOPS_12		"01010101 01010101 01010101 "

/* RFC 791 3.1: 0 ends the options, 1 is one octet, others tell their length. */
static const struct alert_row {
	const char *desc;
	const char *options;
	bool found;
} alert_rows[] = {
	{ "no options", "", false },
	{ "Router Alert", "94040000", true },
	{ "behind a NOP", "01940400 00000000", true },
	{ "behind 36 NOPs", NOPS_12 NOPS_12 NOPS_12 "94040000", true },
	{ "behind a timestamp of 8 octets", "44080500 00000000 94040000",
	  true },
	{ "behind a record route of 3 octets and a NOP", "07030401 94040000",
	  true },
	{ "40 NOPs", NOPS_12 NOPS_12 NOPS_12 "01010101", false },
	{ "behind the end", "00040000 94040000", false },
	{ "not to be copied: another option", "14040000", false },
	{ "of 3 octets", "94030001", false },
	{ "of 8 octets", "94080000 00000000", false },
	{ "longer than what is left", "01019404", false },
	{ "its length is missing", "01010194", false },
	{ "within another option", "44089404 00000000", false },
	{ "behind an option of length 0", "07000000 94040000", false },
	{ "behind an option of length 1", "07019404 00000101", false },
	{ "behind an option longer than the header", "07090400 94040000",
	  false },
	{ "behind an option without a length", "01010107", false },
};

ROWS(alert);

static void router_alert_is_found(struct kunit *test)
{
	const struct alert_row *row = test->param_value;
	char igmp[160];
	struct packet packet;
	struct qr_msg msg;

	snprintf(igmp, sizeof(igmp), "%s%s%s", row->options,
		 *row->options ? " " : "", QUERY_V2);
	packet = packet_from_hex(test, IP_28, igmp);
	packet.data[0] = 0x40 | (packet.len - 8) / 4;
	packet.data[3] = packet.len;
	KUNIT_EXPECT_EQ(test, qr_wire_parse(&qr_igmp, packet.data, packet.len,
					    &msg),
			QR_ACCEPTED);
	KUNIT_EXPECT_EQ(test, msg.router_alert, row->found);
}

static struct kunit_case igmp_parse_cases[] = {
	KUNIT_CASE_PARAM(refused_for_the_right_reason, refusal_gen_params),
	KUNIT_CASE(cut_off_anywhere),
	KUNIT_CASE(any_bit_flipped),
	KUNIT_CASE(noise_is_survived),
	KUNIT_CASE_PARAM(source_is_a_hosts, source_gen_params),
	KUNIT_CASE_PARAM(query_is_heard, query_gen_params),
	KUNIT_CASE_PARAM(report_or_leave_is_heard, membership_gen_params),
	KUNIT_CASE_PARAM(router_alert_is_found, alert_gen_params),
	{}
};

static struct kunit_suite igmp_parse_suite = {
	.name = "qr_igmp_parse",
	.test_cases = igmp_parse_cases,
};

kunit_test_suite(igmp_parse_suite);
