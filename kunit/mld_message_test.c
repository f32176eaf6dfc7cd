// SPDX-License-Identifier: GPL-2.0
/* What the messages of MLD say: RFC 2710 3, RFC 9777 5. */
#include "fixture.h"
#include "mld_packets.h"

static const struct query_row {
	const char *desc;
	const char *ip, *mld;
	u8 version;
	union qr_addr group;
	u32 max_resp_ms;
	u32 robustness;
	u32 query_interval_ms;
	bool suppress;
	const char *sources;
} query_rows[] = {
	{ "v1, 10 s",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  QUERY_V1,
	  1, NOBODY, 10000, 0, 0 },
	{ "v1, code 0",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "82008027 00000000 00000000 00000000 00000000 00000000",
	  1, NOBODY, 0, 0, 0 },
	{ "v1, code 32768 is linear",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "82000027 80000000 00000000 00000000 00000000 00000000",
	  1, NOBODY, 32768, 0, 0 },
	{ "v1, code 65535 is linear",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "82008027 ffff0000 00000000 00000000 00000000 00000000",
	  1, NOBODY, 65535, 0, 0 },
	{ "v1, for a group",
	  HEADER("0020", "00", "01") FROM_1 TO_GROUP ALERT,
	  "820058af 03e80000 ff150000 00000000 00000000 00001234",
	  1, GROUP, 1000, 0, 0 },
	{ "v1, for a group, to this host",
	  HEADER("0020", "00", "01") FROM_1 TO_5 ALERT,
	  "82006b73 03e80000 ff150000 00000000 00000000 00001234",
	  1, GROUP, 1000, 0, 0 },
	{ "v2 with the defaults",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, code 32767: the largest linear one",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200fda6 7fff0000 00000000 00000000 00000000 00000000 027d0000",
	  2, NOBODY, 32767, 2, 125000 },
	{ "v2, code 0x8000: 4096 << 3",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200fda5 80000000 00000000 00000000 00000000 00000000 027d0000",
	  2, NOBODY, 32768, 2, 125000 },
	{ "v2, code 0x9abc: 0x1abc << 4",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200e2e9 9abc0000 00000000 00000000 00000000 00000000 027d0000",
	  2, NOBODY, 109504, 2, 125000 },
	{ "v2, code 0xffff: 8191 << 10",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82007da6 ffff0000 00000000 00000000 00000000 00000000 027d0000",
	  2, NOBODY, 8387584, 2, 125000 },
	{ "v2, QQIC 0: the default",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005713 27100000 00000000 00000000 00000000 00000000 02000000",
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, QQIC 0x80: 16 << 3",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005693 27100000 00000000 00000000 00000000 00000000 02800000",
	  2, NOBODY, 10000, 2, 128000 },
	{ "v2, QQIC 0xff: 31 << 10",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005614 27100000 00000000 00000000 00000000 00000000 02ff0000",
	  2, NOBODY, 10000, 2, 31744000 },
	{ "v2, QRV 0",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005896 27100000 00000000 00000000 00000000 00000000 007d0000",
	  2, NOBODY, 10000, 0, 125000 },
	{ "v2, S flag and reserved bits set, QRV 5",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005b95 27100000 00000000 00000000 00000000 00000000 fd7d0000",
	  2, NOBODY, 10000, 5, 125000, true },
	{ "v2, all but the S flag set",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82006195 27100000 00000000 00000000 00000000 00000000 f77d0000",
	  2, NOBODY, 10000, 7, 125000 },
	{ "v2, for a group",
	  HEADER("0024", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200562e 03e80000 ff150000 00000000 00000000 00001234 027d0000",
	  2, GROUP, 1000, 2, 125000 },
	{ "v2, for a group and two sources",
	  HEADER("0044", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200fa96 03e80000 ff150000 00000000 00000000 00001234 027d0002 20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002",
	  2, GROUP, 1000, 2, 125000, false,
	  "20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002" },
	{ "v2, for a group and a source, S flag",
	  HEADER("0034", "00", "01") FROM_1 TO_GROUP ALERT,
	  "82002063 03e80000 ff150000 00000000 00000000 00001234 0a7d0001 20010db8 00000000 00000000 00000001",
	  2, GROUP, 1000, 2, 125000, true,
	  "20010db8 00000000 00000000 00000001" },
	{ "v2, for a group and a source, 4 octets behind",
	  HEADER("0038", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200dd13 03e80000 ff150000 00000000 00000000 00001234 027d0001 20010db8 00000000 00000000 00000001 a5a5a5a5",
	  2, GROUP, 1000, 2, 125000, false,
	  "20010db8 00000000 00000000 00000001" },
	{ "v2, one octet behind the fields",
	  HEADER("0025", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200b194 27100000 00000000 00000000 00000000 00000000 027d0000 a5",
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, 20 octets behind the fields",
	  HEADER("0038", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200de09 27100000 00000000 00000000 00000000 00000000 027d0000 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5",
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, Router Alert behind padding",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "3a010001 04000000 00050200 00000000",
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, atomic fragment",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "2c000502 00000100 3a000000 00000001",
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, behind destination options",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "3c000502 00000100 3a000104 00000000",
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, behind a routing header",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "2b000502 00000100 3a000400 00000000",
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, padded to 60 octets",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005696 27100000 00000000 00000000 00000000 00000000 027d0000 a5a5a5a5 a5a5a5a5",
	  2, NOBODY, 10000, 2, 125000 },
};

ROWS(query);

static void query_is_heard(struct kunit *test)
{
	const struct query_row *row = test->param_value;
	struct packet list;
	struct qr_msg msg;

	memset(&msg, 0xa5, sizeof(msg));
	KUNIT_EXPECT_EQ(test, parse(test, &qr_mld, row->ip, row->mld, &msg),
			QR_ACCEPTED);
	KUNIT_EXPECT_EQ(test, msg.type, QR_MSG_QUERY);
	KUNIT_EXPECT_EQ(test, msg.version, row->version);
	KUNIT_EXPECT_EQ(test, msg.router_alert, true);
	EXPECT_ADDR6(test, msg.source, LL(1));
	EXPECT_ADDR6(test, msg.group, row->group);
	KUNIT_EXPECT_EQ(test, msg.max_resp_ms, row->max_resp_ms);
	KUNIT_EXPECT_EQ(test, msg.robustness, row->robustness);
	KUNIT_EXPECT_EQ(test, msg.query_interval_ms, row->query_interval_ms);
	KUNIT_EXPECT_EQ(test, msg.suppress, row->suppress);
	list = packet_from_hex(test, row->sources ?: "", "");
	KUNIT_EXPECT_EQ(test, msg.list.count, list.len / 16);
	expect_listed(test, &msg.list, list);
}

static const struct membership_row {
	const char *desc;
	const char *ip, *mld;
	enum qr_msg_type type;
	u8 version;
	union qr_addr group;
	u16 records;
	size_t len;		/* octets behind the first 8 */
} membership_rows[] = {
	{ "v1 report",
	  HEADER("0020", "00", "01") FROM_7 TO_GROUP ALERT,
	  "83005b91 00000000 ff150000 00000000 00000000 00001234",
	  QR_MSG_REPORT, 1, GROUP },
	{ "done",
	  HEADER("0020", "00", "01") FROM_7 TO_ROUTERS ALERT,
	  "84006cd6 00000000 ff150000 00000000 00000000 00001234",
	  QR_MSG_LEAVE, 1, GROUP },
	{ "v2 report",
	  HEADER("0024", "00", "01") FROM_7 TO_V2_ROUTERS ALERT,
	  "8f005dbd 00000001 04000000 ff150000 00000000 00000000 00001234",
	  QR_MSG_REPORT, 2, NOBODY, 1, 20 },
	{ "v2 report of two groups",
	  HEADER("0038", "00", "01") FROM_7 TO_V2_ROUTERS ALERT,
	  "8f00051a 00000002 04000000 ff150000 00000000 00000000 00001234 03000000 ff150000 00000000 00000000 00005678",
	  QR_MSG_REPORT, 2, NOBODY, 2, 40 },
	{ "v2 report without records",
	  HEADER("0010", "00", "01") FROM_7 TO_V2_ROUTERS ALERT,
	  "8f00731c 00000000",
	  QR_MSG_REPORT, 2, NOBODY, 0, 0 },
};

ROWS(membership);

static void report_or_done_is_heard(struct kunit *test)
{
	const struct membership_row *row = test->param_value;
	struct qr_msg msg;

	memset(&msg, 0xa5, sizeof(msg));
	KUNIT_EXPECT_EQ(test, parse(test, &qr_mld, row->ip, row->mld, &msg),
			QR_ACCEPTED);
	KUNIT_EXPECT_EQ(test, msg.type, row->type);
	KUNIT_EXPECT_EQ(test, msg.version, row->version);
	KUNIT_EXPECT_EQ(test, msg.router_alert, true);
	EXPECT_ADDR6(test, msg.source, LL(7));
	EXPECT_ADDR6(test, msg.group, row->group);
	KUNIT_EXPECT_EQ(test, msg.list.count, row->records);
	KUNIT_EXPECT_EQ(test, msg.list.len, row->len);
	if (row->len)
		KUNIT_EXPECT_EQ(test, msg.list.at[0], 4);
}

/* RFC 8200 4.2: 0 is one octet, others tell how many follow. */
static const struct alert_row {
	const char *desc;
	const char *options;
	bool found;
} alert_rows[] = {
	{ "Router Alert, PadN", "0502 00000100", true },
	{ "Router Alert, two Pad1", "0502 00000000", true },
	{ "behind two Pad1", "0000 05020000", true },
	{ "behind PadN of 2 octets", "0100 05020000", true },
	{ "behind PadN of 10 octets",
	  "0108 00000000 00000000 05020000", true },
	{ "behind an unknown option of 3 octets and Pad1",
	  "1e01 a5000502 00000100 00000000", true },
	{ "no options but padding", "0104 00000000", false },
	{ "for RSVP", "0502 00010100", false },
	{ "for an active network", "0502 00020100", false },
	{ "for 256", "0502 01000100", false },
	{ "of 1 octet", "0501 00010100", false },
	{ "of 3 octets", "0503 00000000", false },
	{ "longer than what is left", "0102 00000502", false },
	{ "its length is missing", "0103 00000005", false },
	{ "within another option", "1e04 05020000", false },
	{ "behind an option longer than the header",
	  "1e05 05020000", false },
	{ "another option: the type's high bits count",
	  "4502 00000100", false },
};

ROWS(alert);

static void router_alert_is_found(struct kunit *test)
{
	const struct alert_row *row = test->param_value;
	struct packet packet;
	struct qr_msg msg;
	char mld[200];

	snprintf(mld, sizeof(mld), "3a00%s %s", row->options, QUERY_V2);
	packet = packet_from_hex(test, HEADER("0000", "00", "01") FROM_1 TO_ALL,
				 mld);
	packet.data[5] = packet.len - 40;
	packet.data[41] = (packet.len - 40 - 28) / 8 - 1;
	KUNIT_EXPECT_EQ(test, qr_wire_parse(&qr_mld, packet.data, packet.len,
					    &msg),
			row->found ? QR_ACCEPTED : QR_IGNORED_ROUTER_ALERT);
}

static struct kunit_case mld_message_cases[] = {
	KUNIT_CASE_PARAM(query_is_heard, query_gen_params),
	KUNIT_CASE_PARAM(report_or_done_is_heard, membership_gen_params),
	KUNIT_CASE_PARAM(router_alert_is_found, alert_gen_params),
	{}
};

static struct kunit_suite mld_message_suite = {
	.name = "qr_mld_message",
	.test_cases = mld_message_cases,
};

kunit_test_suite(mld_message_suite);
