// SPDX-License-Identifier: GPL-2.0
/* Bytes after RFC 9776 4.2.6 to 4.2.11 and RFC 9777 5.2.7 to 5.2.12. */
#include "fixture.h"
#include "record.h"

#define G4		"ef010203"
#define S4		"c6120001"
#define G6		"ff1e0000 00000000 00000000 00000003"
#define S6		"20010db8 00000000 00000000 00000001"
#define WORD		"a5a5a5a5"

static const struct cut_row {
	const char *desc;
	const struct qr_proto *proto;
	const char *bytes;
	enum qr_verdict verdict;
	u8 type;
	u16 sources;
	size_t left;
} cut_rows[] = {
	{ "nothing", &qr_igmp, "", QR_IGNORED_LENGTH },
	{ "7 of 8 bytes", &qr_igmp, "01000000 ef0102", QR_IGNORED_LENGTH },
	{ "8 bytes", &qr_igmp, "01000000" G4, QR_ACCEPTED, 1, 0, 0 },
	{ "a byte after it", &qr_igmp, "02000000" G4 "ff", QR_ACCEPTED, 2, 0, 1 },
	{ "one source, 3 bytes of it", &qr_igmp, "03000001" G4 "c61200",
	  QR_IGNORED_LENGTH },
	{ "one source", &qr_igmp, "03000001" G4 S4, QR_ACCEPTED, 3, 1, 0 },
	{ "two sources, one there", &qr_igmp, "03000002" G4 S4, QR_IGNORED_LENGTH },
	{ "two sources, and another record", &qr_igmp, "04000002" G4 S4 S4
	  "01000000" G4, QR_ACCEPTED, 4, 2, 8 },
	{ "256 sources, one there", &qr_igmp, "04000100" G4 S4, QR_IGNORED_LENGTH },
	{ "65535 sources, one there", &qr_igmp, "0400ffff" G4 S4, QR_IGNORED_LENGTH },
	{ "a word of auxiliary data, 3 bytes of it", &qr_igmp, "05010000" G4 "a5a5a5",
	  QR_IGNORED_LENGTH },
	{ "a word of auxiliary data", &qr_igmp, "05010000" G4 WORD,
	  QR_ACCEPTED, 5, 0, 0 },
	{ "a source and auxiliary data, none of it", &qr_igmp, "05010001" G4 S4,
	  QR_IGNORED_LENGTH },
	{ "a source, auxiliary data and more", &qr_igmp, "06020001" G4 S4 WORD WORD
	  "00", QR_ACCEPTED, 6, 1, 1 },
	{ "255 words of auxiliary data, one there", &qr_igmp, "06ff0000" G4 WORD,
	  QR_IGNORED_LENGTH },
	{ "no multicast group", &qr_igmp, "01000000 0a010203",
	  QR_IGNORED_GROUP },
	{ "just above multicast", &qr_igmp, "01000000 f0000000",
	  QR_IGNORED_GROUP },
	{ "a type that is none", &qr_igmp, "ff000001" G4 S4, QR_ACCEPTED, 255, 1, 0 },

	{ "IPv6: 19 of 20 bytes", &qr_mld,
	  "01000000 ff1e0000 00000000 00000000 000000", QR_IGNORED_LENGTH },
	{ "IPv6: 20 bytes", &qr_mld, "01000000" G6, QR_ACCEPTED, 1, 0, 0 },
	{ "IPv6: no multicast group", &qr_mld,
	  "01000000 feff0000 00000000 00000000 00000001", QR_IGNORED_GROUP },
	{ "IPv6: one source, 15 bytes of it", &qr_mld,
	  "03000001" G6 "20010db8 00000000 00000000 000000",
	  QR_IGNORED_LENGTH },
	{ "IPv6: one source", &qr_mld, "03000001" G6 S6, QR_ACCEPTED, 3, 1, 0 },
	{ "IPv6: a source, auxiliary data in words of 4", &qr_mld,
	  "06010001" G6 S6 WORD "00", QR_ACCEPTED, 6, 1, 1 },
};

ROWS(cut);

static void record_is_taken(struct kunit *test)
{
	const struct cut_row *row = test->param_value;
	struct packet packet = packet_from_hex(test, row->bytes, "");
	struct packet group = packet_from_hex(test, row->proto == &qr_igmp ?
					      G4 : G6, "");
	struct packet source = packet_from_hex(test, row->proto == &qr_igmp ?
					       S4 : S6, "");
	struct qr_list records = {
		.at = packet.data,
		.len = packet.len,
		.count = 3,
	};
	union qr_addr expected = {};
	struct qr_record record;
	unsigned int i;

	memset(&record, 0xa5, sizeof(record));
	KUNIT_ASSERT_EQ(test, qr_record_next(&records, row->proto, &record),
			row->verdict);
	if (row->verdict)
		return;

	KUNIT_EXPECT_EQ(test, record.type, row->type);
	memcpy(&expected, group.data, group.len);
	KUNIT_EXPECT_TRUE(test, qr_addr_equal(&record.group, &expected));
	KUNIT_EXPECT_EQ(test, record.sources.count, row->sources);
	KUNIT_EXPECT_EQ(test, record.sources.len,
			(size_t)row->sources * row->proto->addr_len);
	memset(&expected, 0, sizeof(expected));
	memcpy(&expected, source.data, source.len);
	for (i = 0; i < record.sources.count; i++) {
		union qr_addr addr = qr_record_source(&record.sources,
						      row->proto->addr_len, i);

		KUNIT_EXPECT_TRUE(test, qr_addr_equal(&addr, &expected));
	}
	KUNIT_EXPECT_EQ(test, records.count, 2);
	KUNIT_EXPECT_EQ(test, records.len, row->left);
	KUNIT_EXPECT_PTR_EQ(test, records.at,
			    (const u8 *)packet.data + packet.len - row->left);
}

static void sources_in_order(struct kunit *test)
{
	struct packet packet = packet_from_hex(test, "c6120001 c6120002",
					       "c6120003");
	struct qr_list list = { .at = packet.data, .len = 12, .count = 3 };

	EXPECT_ADDR(test, qr_record_source(&list, 4, 0), V4(198, 18, 0, 1));
	EXPECT_ADDR(test, qr_record_source(&list, 4, 1), V4(198, 18, 0, 2));
	EXPECT_ADDR(test, qr_record_source(&list, 4, 2), V4(198, 18, 0, 3));
}

static struct kunit_case record_cases[] = {
	KUNIT_CASE_PARAM(record_is_taken, cut_gen_params),
	KUNIT_CASE(sources_in_order),
	{}
};

static struct kunit_suite record_suite = {
	.name = "qr_record",
	.test_cases = record_cases,
};

kunit_test_suite(record_suite);
