// SPDX-License-Identifier: GPL-2.0
/* What messages say: RFC 1112 appendix I, 2236 2, 9776 4; RFC 2710 3, 9777 5. */
#include "fixture.h"
#include "igmp_packets.h"
#include "mld_packets.h"

static const struct query_row {
	const char *desc;
	const char *ip, *message;
	u8 version;
	union qr_addr group;
	u32 max_resp_ms;
	u32 robustness;
	u32 query_interval_ms;
	bool suppress;
	const char *sources;
} query_rows[] = {
	{ "IGMPv1", IP_28, IGMP_V1, 1, UNSPEC, 10000, 0, 0 },
	{ "IGMPv1 with a group, which is ignored", IP_28, "1100fdfa ef010203",
	  1, UNSPEC, 10000, 0, 0 },
	{ "IGMPv1 with a unicast group, which is ignored", IP_28,
	  "1100e4f6 0a000009", 1, UNSPEC, 10000, 0, 0 },
	{ "IGMPv2, 10 s", IP_32, IGMP_V2, 2, UNSPEC, 10000, 0, 0 },
	{ "IGMPv2, code 1", IP_32, "1101eefe 00000000",
	  2, UNSPEC, 100, 0, 0 },
	{ "IGMPv2, code 128 is linear", IP_32, "1180ee7f 00000000",
	  2, UNSPEC, 12800, 0, 0 },
	{ "IGMPv2, code 255 is linear", IP_32, "11ffee00 00000000",
	  2, UNSPEC, 25500, 0, 0 },
	{ "IGMPv2, for a group",
	  "46c00020 00004000 0102e912 0a000001 ef010203 94040000",
	  "110afdf0 ef010203", 2, GROUP4, 1000, 0, 0 },
	{ "IGMPv2, for a group, to this host",
	  "46c00020 00004000 0102d012 0a000001 0a000005 94040000",
	  "110afdf0 ef010203", 2, GROUP4, 1000, 0, 0 },
	{ "IGMPv2, padded to 46 bytes", IP_32,
	  "1164ee9b 00000000 00000000 00000000 00000000 0000",
	  2, UNSPEC, 10000, 0, 0 },
	{ "IGMPv2, padded to 60 bytes, not with zeros", IP_32,
	  "1164ee9b 00000000 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5",
	  2, UNSPEC, 10000, 0, 0 },
	{ "IGMPv3 with the defaults", IP_36, IGMP_V3,
	  3, UNSPEC, 10000, 2, 125000 },
	{ "IGMPv3, padded to 46 bytes", IP_36,
	  "1164ec1e 00000000 027d0000 00000000 00000000 0000",
	  3, UNSPEC, 10000, 2, 125000 },
	{ "IGMPv3, DF clear, other TOS and identification",
	  "46000024 12340000 0102289e 0a000001 e0000001 94040000", IGMP_V3,
	  3, UNSPEC, 10000, 2, 125000 },
	{ "IGMPv3, code 0", IP_36, "1100ec82 00000000 027d0000",
	  3, UNSPEC, 0, 2, 125000 },
	{ "IGMPv3, code 127: the largest linear one", IP_36,
	  "117fec03 00000000 027d0000", 3, UNSPEC, 12700, 2, 125000 },
	{ "IGMPv3, code 0x80: 16 << 3", IP_36, "1180ec02 00000000 027d0000",
	  3, UNSPEC, 12800, 2, 125000 },
	{ "IGMPv3, code 0x9c: 28 << 4", IP_36, "119cebe6 00000000 027d0000",
	  3, UNSPEC, 44800, 2, 125000 },
	{ "IGMPv3, code 0xff: 31 << 10", IP_36, "11ffeb83 00000000 027d0000",
	  3, UNSPEC, 3174400, 2, 125000 },
	{ "IGMPv3, QQIC 0: the default", IP_36, "1164ec9b 00000000 02000000",
	  3, UNSPEC, 10000, 2, 125000 },
	{ "IGMPv3, QQIC 1", IP_36, "1164ec9a 00000000 02010000",
	  3, UNSPEC, 10000, 2, 1000 },
	{ "IGMPv3, QQIC 0x80: 16 << 3", IP_36, "1164ec1b 00000000 02800000",
	  3, UNSPEC, 10000, 2, 128000 },
	{ "IGMPv3, QQIC 0xff: 31 << 10", IP_36, "1164eb9c 00000000 02ff0000",
	  3, UNSPEC, 10000, 2, 31744000 },
	{ "IGMPv3, QRV 0", IP_36, "1164ee1e 00000000 007d0000",
	  3, UNSPEC, 10000, 0, 125000 },
	{ "IGMPv3, QRV 7", IP_36, "1164e71e 00000000 077d0000",
	  3, UNSPEC, 10000, 7, 125000 },
	{ "IGMPv3, S flag and reserved bits set, QRV 5", IP_36,
	  "1164f11d 00000000 fd7d0000", 3, UNSPEC, 10000, 5, 125000, true },
	{ "IGMPv3, all but the S flag set", IP_36,
	  "1164f71d 00000000 f77d0000", 3, UNSPEC, 10000, 7, 125000 },
	{ "IGMPv3, for a group", IP_36_GROUP, "110afb73 ef010203 027d0000",
	  3, GROUP4, 1000, 2, 125000 },
	{ "IGMPv3, for a group and two sources",
	  "46c0002c 00004000 0102e906 0a000001 ef010203 94040000",
	  "110a776d ef010203 027d0002 c0000201 c0000202",
	  3, GROUP4, 1000, 2, 125000, false, "c0000201 c0000202" },
	{ "IGMPv3, for a group and a source, S flag",
	  "46c00028 00004000 0102e90a 0a000001 ef010203 94040000",
	  "110a3171 ef010203 0a7d0001 c0000201",
	  3, GROUP4, 1000, 2, 125000, true, "c0000201" },
	{ "IGMPv3, one byte after the fields",
	  "46c00025 00004000 0102fa10 0a000001 e0000001 94040000",
	  "1164471e 00000000 027d0000 a5",
	  3, UNSPEC, 10000, 2, 125000 },
	{ "IGMPv3, 20 bytes after the fields",
	  "46c00038 00004000 0102f9fd 0a000001 e0000001 94040000",
	  "116473a6 00000000 027d0000 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5",
	  3, UNSPEC, 10000, 2, 125000 },
	{ "IGMPv3, for a group and a source, 4 bytes after",
	  "46c0002c 00004000 0102e906 0a000001 ef010203 94040000",
	  "110aee25 ef010203 027d0001 c0000201 a5a5a5a5",
	  3, GROUP4, 1000, 2, 125000, false, "c0000201" },

	{ "MLDv1, 10 s",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  MLD_V1,
	  1, UNSPEC, 10000, 0, 0 },
	{ "MLDv1, code 0",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "82008027 00000000 00000000 00000000 00000000 00000000",
	  1, UNSPEC, 0, 0, 0 },
	{ "MLDv1, code 32768 is linear",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "82000027 80000000 00000000 00000000 00000000 00000000",
	  1, UNSPEC, 32768, 0, 0 },
	{ "MLDv1, code 65535 is linear",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "82008027 ffff0000 00000000 00000000 00000000 00000000",
	  1, UNSPEC, 65535, 0, 0 },
	{ "MLDv1, for a group",
	  HEADER("0020", "00", "01") FROM_1 TO_GROUP ALERT,
	  "820058af 03e80000 ff150000 00000000 00000000 00001234",
	  1, GROUP6, 1000, 0, 0 },
	{ "MLDv1, for a group, to this host",
	  HEADER("0020", "00", "01") FROM_1 TO_5 ALERT,
	  "82006b73 03e80000 ff150000 00000000 00000000 00001234",
	  1, GROUP6, 1000, 0, 0 },
	{ "MLDv2 with the defaults",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  MLD_V2,
	  2, UNSPEC, 10000, 2, 125000 },
	{ "MLDv2, code 32767: the largest linear one",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200fda6 7fff0000 00000000 00000000 00000000 00000000 027d0000",
	  2, UNSPEC, 32767, 2, 125000 },
	{ "MLDv2, code 0x8000: 4096 << 3",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200fda5 80000000 00000000 00000000 00000000 00000000 027d0000",
	  2, UNSPEC, 32768, 2, 125000 },
	{ "MLDv2, code 0x9abc: 0x1abc << 4",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200e2e9 9abc0000 00000000 00000000 00000000 00000000 027d0000",
	  2, UNSPEC, 109504, 2, 125000 },
	{ "MLDv2, code 0xffff: 8191 << 10",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82007da6 ffff0000 00000000 00000000 00000000 00000000 027d0000",
	  2, UNSPEC, 8387584, 2, 125000 },
	{ "MLDv2, QQIC 0: the default",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005713 27100000 00000000 00000000 00000000 00000000 02000000",
	  2, UNSPEC, 10000, 2, 125000 },
	{ "MLDv2, QQIC 0x80: 16 << 3",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005693 27100000 00000000 00000000 00000000 00000000 02800000",
	  2, UNSPEC, 10000, 2, 128000 },
	{ "MLDv2, QQIC 0xff: 31 << 10",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005614 27100000 00000000 00000000 00000000 00000000 02ff0000",
	  2, UNSPEC, 10000, 2, 31744000 },
	{ "MLDv2, QRV 0",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005896 27100000 00000000 00000000 00000000 00000000 007d0000",
	  2, UNSPEC, 10000, 0, 125000 },
	{ "MLDv2, S flag and reserved bits set, QRV 5",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005b95 27100000 00000000 00000000 00000000 00000000 fd7d0000",
	  2, UNSPEC, 10000, 5, 125000, true },
	{ "MLDv2, all but the S flag set",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82006195 27100000 00000000 00000000 00000000 00000000 f77d0000",
	  2, UNSPEC, 10000, 7, 125000 },
	{ "MLDv2, for a group",
	  HEADER("0024", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200562e 03e80000 ff150000 00000000 00000000 00001234 027d0000",
	  2, GROUP6, 1000, 2, 125000 },
	{ "MLDv2, for a group and two sources",
	  HEADER("0044", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200fa96 03e80000 ff150000 00000000 00000000 00001234 027d0002 20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002",
	  2, GROUP6, 1000, 2, 125000, false,
	  "20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002" },
	{ "MLDv2, for a group and a source, S flag",
	  HEADER("0034", "00", "01") FROM_1 TO_GROUP ALERT,
	  "82002063 03e80000 ff150000 00000000 00000000 00001234 0a7d0001 20010db8 00000000 00000000 00000001",
	  2, GROUP6, 1000, 2, 125000, true,
	  "20010db8 00000000 00000000 00000001" },
	{ "MLDv2, for a group and a source, 4 bytes after",
	  HEADER("0038", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200dd13 03e80000 ff150000 00000000 00000000 00001234 027d0001 20010db8 00000000 00000000 00000001 a5a5a5a5",
	  2, GROUP6, 1000, 2, 125000, false,
	  "20010db8 00000000 00000000 00000001" },
	{ "MLDv2, one byte after the fields",
	  HEADER("0025", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200b194 27100000 00000000 00000000 00000000 00000000 027d0000 a5",
	  2, UNSPEC, 10000, 2, 125000 },
	{ "MLDv2, 20 bytes after the fields",
	  HEADER("0038", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200de09 27100000 00000000 00000000 00000000 00000000 027d0000 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5",
	  2, UNSPEC, 10000, 2, 125000 },
	{ "MLDv2, Router Alert behind padding",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "3a010001 04000000 00050200 00000000",
	  MLD_V2,
	  2, UNSPEC, 10000, 2, 125000 },
	{ "MLDv2, atomic fragment",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "2c000502 00000100 3a000000 00000001",
	  MLD_V2,
	  2, UNSPEC, 10000, 2, 125000 },
	{ "MLDv2, behind destination options",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "3c000502 00000100 3a000104 00000000",
	  MLD_V2,
	  2, UNSPEC, 10000, 2, 125000 },
	{ "MLDv2, behind a routing header",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "2b000502 00000100 3a000400 00000000",
	  MLD_V2,
	  2, UNSPEC, 10000, 2, 125000 },
	{ "MLDv2, padded to 60 bytes",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005696 27100000 00000000 00000000 00000000 00000000 027d0000 a5a5a5a5 a5a5a5a5",
	  2, UNSPEC, 10000, 2, 125000 },
};

ROWS(query);

/* Parse a good packet; its source and its Router Alert are as in the header. */
static const struct family *expect_heard(struct kunit *test, const char *ip,
					 const char *message,
					 struct qr_msg *msg)
{
	struct packet packet = packet_from_hex(test, ip, message);
	const struct family *family = family_of(packet);
	size_t addr_len = family->proto->addr_len;

	memset(msg, 0xa5, sizeof(*msg));
	KUNIT_EXPECT_EQ(test, parse(family->proto, packet, msg), QR_ACCEPTED);
	KUNIT_EXPECT_EQ(test, memcmp(&msg->source, packet_source(packet),
				     addr_len), 0);
	/* An IPv4 header without options is 5 words long. */
	KUNIT_EXPECT_EQ(test, msg->router_alert, packet.data[0] != 0x45);
	return family;
}

static void query_is_heard(struct kunit *test)
{
	const struct query_row *row = test->param_value;
	const struct family *family;
	struct packet list;
	struct qr_msg msg;

	family = expect_heard(test, row->ip, row->message, &msg);
	KUNIT_EXPECT_EQ(test, msg.type, QR_MSG_QUERY);
	KUNIT_EXPECT_EQ(test, msg.version, row->version);
	EXPECT_ADDR6(test, msg.source, family->lower);
	EXPECT_ADDR6(test, msg.group, row->group);
	KUNIT_EXPECT_EQ(test, msg.max_resp_ms, row->max_resp_ms);
	KUNIT_EXPECT_EQ(test, msg.robustness, row->robustness);
	KUNIT_EXPECT_EQ(test, msg.query_interval_ms, row->query_interval_ms);
	KUNIT_EXPECT_EQ(test, msg.suppress, row->suppress);
	list = packet_from_hex(test, row->sources ?: "", "");
	KUNIT_EXPECT_EQ(test, msg.list.count,
			list.len / family->proto->addr_len);
	expect_listed(test, &msg.list, list);
}

static const struct membership_row {
	const char *desc;
	const char *ip, *message;
	enum qr_msg_type type;
	u8 version;
	union qr_addr group;
	u16 records;
	size_t len;		/* bytes after the first 8 */
} membership_rows[] = {
	{ "IGMPv1 report", "45c0001c 00004000 01027e15 0a000007 ef010203",
	  "1200fcfa ef010203", QR_MSG_REPORT, 1, GROUP4 },
	{ "IGMPv2 report",
	  "46c00020 00004000 0102e90c 0a000007 ef010203 94040000",
	  "1600f8fa ef010203", QR_MSG_REPORT, 2, GROUP4 },
	{ "IGMP leave", "46c00020 00004000 0102fa0e 0a000007 e0000002 94040000",
	  "1700f7fa ef010203", QR_MSG_LEAVE, 2, GROUP4 },
	{ "IGMP leave to the group, as before RFC 2236",
	  "46c00020 00004000 0102e90c 0a000007 ef010203 94040000",
	  "1700f7fa ef010203", QR_MSG_LEAVE, 2, GROUP4 },
	{ "IGMP solicitation, as switches send it",
	  "46c00020 00004000 0102fa0e 0a000007 e0000002 94040000",
	  "1700e8ff 00000000", QR_MSG_SOLICITATION, 2, UNSPEC },
	{ "IGMP solicitation from 0.0.0.0",
	  "46c00020 00004000 01020416 00000000 e0000002 94040000",
	  "1700e8ff 00000000", QR_MSG_SOLICITATION, 2, UNSPEC },
	{ "IGMPv3 report",
	  "46c00028 00004000 0102f9f2 0a000007 e0000016 94040000",
	  "2200e8f9 00000001 04000000 ef010203",
	  QR_MSG_REPORT, 3, UNSPEC, 1, 8 },
	{ "IGMPv3 report from 0.0.0.0",
	  "46c00028 00004000 010203fa 00000000 e0000016 94040000",
	  "2200e8f9 00000001 04000000 ef010203",
	  QR_MSG_REPORT, 3, UNSPEC, 1, 8 },
	{ "IGMPv3 report without records",
	  "46c00020 00004000 0102f9fa 0a000007 e0000016 94040000",
	  "2200ddff 00000000", QR_MSG_REPORT, 3, UNSPEC, 0, 0 },
	{ "IGMPv3 report, two records with sources and auxiliary data",
	  "46c00038 00004000 0102f9e2 0a000007 e0000016 94040000",
	  "2200e091 00000002 04000001 ef010203 c6120001 06010000 ef010204 a5a5a5a5",
	  QR_MSG_REPORT, 3, UNSPEC, 2, 24 },
	{ "IGMPv3 report, reserved bits set",
	  "46c00028 00004000 0102f9f2 0a000007 e0000016 94040000",
	  "2200e8f9 ffff0001 04000000 ef010203",
	  QR_MSG_REPORT, 3, UNSPEC, 1, 8 },
	{ "IGMPv3 report, 65535 records announced, which is not looked into",
	  "46c00028 00004000 0102f9f2 0a000007 e0000016 94040000",
	  "2200e8fa 0000ffff 04000000 ef010203",
	  QR_MSG_REPORT, 3, UNSPEC, 65535, 8 },

	{ "MLDv1 report",
	  HEADER("0020", "00", "01") FROM_7 TO_GROUP ALERT,
	  "83005b91 00000000 ff150000 00000000 00000000 00001234",
	  QR_MSG_REPORT, 1, GROUP6 },
	{ "MLD done",
	  HEADER("0020", "00", "01") FROM_7 TO_ROUTERS ALERT,
	  "84006cd6 00000000 ff150000 00000000 00000000 00001234",
	  QR_MSG_LEAVE, 1, GROUP6 },
	{ "MLDv2 report",
	  HEADER("0024", "00", "01") FROM_7 TO_V2_ROUTERS ALERT,
	  "8f005dbd 00000001 04000000 ff150000 00000000 00000000 00001234",
	  QR_MSG_REPORT, 2, UNSPEC, 1, 20 },
	{ "MLDv2 report of two groups",
	  HEADER("0038", "00", "01") FROM_7 TO_V2_ROUTERS ALERT,
	  "8f00051a 00000002 04000000 ff150000 00000000 00000000 00001234 03000000 ff150000 00000000 00000000 00005678",
	  QR_MSG_REPORT, 2, UNSPEC, 2, 40 },
	{ "MLDv2 report without records",
	  HEADER("0010", "00", "01") FROM_7 TO_V2_ROUTERS ALERT,
	  "8f00731c 00000000",
	  QR_MSG_REPORT, 2, UNSPEC, 0, 0 },
};

ROWS(membership);

static void report_or_leave_is_heard(struct kunit *test)
{
	const struct membership_row *row = test->param_value;
	struct qr_msg msg;

	expect_heard(test, row->ip, row->message, &msg);
	KUNIT_EXPECT_EQ(test, msg.type, row->type);
	KUNIT_EXPECT_EQ(test, msg.version, row->version);
	EXPECT_ADDR6(test, msg.group, row->group);
	KUNIT_EXPECT_EQ(test, msg.list.count, row->records);
	KUNIT_EXPECT_EQ(test, msg.list.len, row->len);
	if (row->len)
		KUNIT_EXPECT_EQ(test, msg.list.at[0], 4);
}

static struct kunit_case message_cases[] = {
	KUNIT_CASE_PARAM(query_is_heard, query_gen_params),
	KUNIT_CASE_PARAM(report_or_leave_is_heard, membership_gen_params),
	{}
};

static struct kunit_suite message_suite = {
	.name = "qr_message",
	.test_cases = message_cases,
};

kunit_test_suite(message_suite);
