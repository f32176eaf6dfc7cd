// SPDX-License-Identifier: GPL-2.0
/* Router Alert among the options of an IP header. */
#include "fixture.h"
#include "igmp_packets.h"
#include "mld_packets.h"

#define NOPS_12		"01010101 01010101 01010101 "

/* RFC 791 3.1: 0 ends the options, 1 is one byte, others have a length. */
static const struct ipv4_row {
	const char *desc;
	const char *options;
	bool found;
} ipv4_rows[] = {
	{ "no options", "", false },
	{ "Router Alert", "94040000", true },
	{ "behind a NOP", "01940400 00000000", true },
	{ "behind 36 NOPs", NOPS_12 NOPS_12 NOPS_12 "94040000", true },
	{ "behind a timestamp of 8 bytes", "44080500 00000000 94040000",
	  true },
	{ "behind a record route of 3 bytes and a NOP", "07030401 94040000",
	  true },
	{ "40 NOPs", NOPS_12 NOPS_12 NOPS_12 "01010101", false },
	{ "behind the end", "00040000 94040000", false },
	{ "not to be copied: another option", "14040000", false },
	{ "of 3 bytes", "94030001", false },
	{ "of 8 bytes", "94080000 00000000", false },
	{ "longer than what is left", "01019404", false },
	{ "its length is missing", "01010194", false },
	{ "within another option", "44089404 00000000", false },
	{ "behind an option of length 0", "07000000 94040000", false },
	{ "behind an option of length 1", "07019404 00000101", false },
	{ "behind an option longer than the header", "07090400 94040000",
	  false },
	{ "behind an option without a length", "01010107", false },
};

ROWS(ipv4);

static void ipv4_option(struct kunit *test)
{
	const struct ipv4_row *row = test->param_value;
	char igmp[160];
	struct packet packet;
	struct qr_msg msg;

	snprintf(igmp, sizeof(igmp), "%s%s%s", row->options,
		 *row->options ? " " : "", IGMP_V2);
	packet = packet_from_hex(test, IP_28, igmp);
	packet.data[0] = 0x40 | (packet.len - 8) / 4;
	packet.data[3] = packet.len;
	KUNIT_EXPECT_EQ(test, parse(&qr_igmp, packet, &msg), QR_ACCEPTED);
	KUNIT_EXPECT_EQ(test, msg.router_alert, row->found);
}

/* RFC 8200 4.2: 0 is one byte, others have a length. */
static const struct ipv6_row {
	const char *desc;
	const char *options;
	bool found;
} ipv6_rows[] = {
	{ "Router Alert, PadN", "0502 00000100", true },
	{ "Router Alert, two Pad1", "0502 00000000", true },
	{ "behind two Pad1", "0000 05020000", true },
	{ "behind PadN of 2 bytes", "0100 05020000", true },
	{ "behind PadN of 10 bytes",
	  "0108 00000000 00000000 05020000", true },
	{ "behind an unknown option of 3 bytes and Pad1",
	  "1e01 a5000502 00000100 00000000", true },
	{ "no options but padding", "0104 00000000", false },
	{ "for RSVP", "0502 00010100", false },
	{ "for an active network", "0502 00020100", false },
	{ "for 256", "0502 01000100", false },
	{ "of 1 byte", "0501 00010100", false },
	{ "of 3 bytes", "0503 00000000", false },
	{ "longer than what is left", "0102 00000502", false },
	{ "its length is missing", "0103 00000005", false },
	{ "within another option", "1e04 05020000", false },
	{ "behind an option longer than the header",
	  "1e05 05020000", false },
	{ "another option: the type's high bits count",
	  "4502 00000100", false },
};

ROWS(ipv6);

static void ipv6_option(struct kunit *test)
{
	const struct ipv6_row *row = test->param_value;
	struct packet packet;
	struct qr_msg msg;
	char mld[200];

	snprintf(mld, sizeof(mld), "3a00%s %s", row->options, MLD_V2);
	packet = packet_from_hex(test, HEADER("0000", "00", "01") FROM_1 TO_ALL,
				 mld);
	packet.data[5] = packet.len - 40;
	packet.data[41] = (packet.len - 40 - 28) / 8 - 1;
	KUNIT_EXPECT_EQ(test, parse(&qr_mld, packet, &msg),
			row->found ? QR_ACCEPTED : QR_IGNORED_ROUTER_ALERT);
}

static struct kunit_case alert_cases[] = {
	KUNIT_CASE_PARAM(ipv4_option, ipv4_gen_params),
	KUNIT_CASE_PARAM(ipv6_option, ipv6_gen_params),
	{}
};

static struct kunit_suite alert_suite = {
	.name = "qr_alert",
	.test_cases = alert_cases,
};

kunit_test_suite(alert_suite);
