// SPDX-License-Identifier: GPL-2.0
/*
 * Which records of a report count. Those that do not are counted as ignored,
 * and change nothing.
 */
#include "members.h"

/* IGMPv3 records as on the wire, groups 239.1.0.1 and 239.1.0.2 */
#define IS_EX_1		"02000000 ef010001"
#define IS_EX_2		"02000000 ef010002"
#define ALLOW_1		"05000001 ef010001 c6120001"

#define G1		"ef010001"
#define S1		"c6120001"
#define S2		"c6120002"
#define S3		"c6120003"
#define S4		"c6120004"
#define S5		"c6120005"
#define S6		"c6120006"
#define S7		"c6120007"
#define S8		"c6120008"
#define S9		"c6120009"

static u64 sum_of_refusals(const struct lan *lan)
{
	u64 sum = 0;
	int i;

	for (i = QR_STATS_IGNORED; i < QR_STAT_COUNT; i++)
		sum += lan_count(lan, i);
	return sum;
}

static const struct record_row {
	const char *desc;
	u16 count;
	const char *records;
	enum qr_verdict counter;
	u32 groups;
} record_rows[] = {
	{ "no record", 0, "", QR_ACCEPTED, 0 },
	{ "one record", 1, IS_EX_1, QR_ACCEPTED, 1 },
	{ "two records", 2, IS_EX_1 IS_EX_2, QR_ACCEPTED, 2 },
	{ "the same one twice", 2, IS_EX_1 IS_EX_1, QR_ACCEPTED, 1 },
	{ "bytes after the last record are ignored", 1, IS_EX_1 IS_EX_2,
	  QR_ACCEPTED, 1 },

	{ "one announced, none there", 1, "", QR_IGNORED_LENGTH, 0 },
	{ "two announced, one there", 2, IS_EX_1, QR_IGNORED_LENGTH, 1 },
	{ "second cut off in its group", 2, IS_EX_1 "02000000 ef0100",
	  QR_IGNORED_LENGTH, 1 },
	{ "second cut off in its sources", 2,
	  IS_EX_1 "05000002 ef010002 c6120001 c61200", QR_IGNORED_LENGTH, 1 },
	{ "second cut off in its auxiliary data", 2,
	  IS_EX_1 "02010000 ef010002 a5a5a5", QR_IGNORED_LENGTH, 1 },
	{ "first cut off by what it announces", 2, "020000ff ef010001" IS_EX_2,
	  QR_IGNORED_LENGTH, 0 },
	{ "auxiliary data is skipped", 2, "02020000 ef010001 02000000 ef010003"
	  IS_EX_2, QR_ACCEPTED, 2 },
	{ "auxiliary data behind sources is skipped", 2,
	  "05010001 ef010001 c6120001 02000000" IS_EX_2, QR_ACCEPTED, 2 },

	{ "type 0", 1, "00000000 ef010001", QR_IGNORED_RECORD_TYPE, 0 },
	{ "type 7", 1, "07000000 ef010001", QR_IGNORED_RECORD_TYPE, 0 },
	{ "type 255", 1, "ff000000 ef010001", QR_IGNORED_RECORD_TYPE, 0 },
	{ "unknown type between two others", 3,
	  IS_EX_1 "07000001 ef010003 c6120001" IS_EX_2,
	  QR_IGNORED_RECORD_TYPE, 2 },

	{ "group 0.0.0.0", 1, "02000000 00000000", QR_IGNORED_GROUP, 0 },
	{ "group 10.0.0.9", 1, "02000000 0a000009", QR_IGNORED_GROUP, 0 },
	{ "group 223.255.255.255", 1, "02000000 dfffffff", QR_IGNORED_GROUP,
	  0 },
	{ "group 224.0.0.0", 1, "02000000 e0000000", QR_ACCEPTED, 1 },
	{ "group 224.0.0.1: all hosts, IS_EX", 1, "02000000 e0000001",
	  QR_IGNORED_GROUP, 0 },
	{ "group 224.0.0.1: all hosts, ALLOW", 1,
	  "05000001 e0000001 c6120001", QR_IGNORED_GROUP, 0 },
	{ "group 224.0.0.2", 1, "02000000 e0000002", QR_ACCEPTED, 1 },
	{ "group 224.0.0.22", 1, "02000000 e0000016", QR_ACCEPTED, 1 },
	{ "group 239.255.255.255", 1, "02000000 efffffff", QR_ACCEPTED, 1 },
	{ "group 240.0.0.0", 1, "02000000 f0000000", QR_IGNORED_GROUP, 0 },
	{ "group 255.255.255.255", 1, "02000000 ffffffff", QR_IGNORED_GROUP,
	  0 },
	{ "bad group between two others", 3,
	  IS_EX_1 "02000000 e0000001" IS_EX_2, QR_IGNORED_GROUP, 2 },
	{ "no group at all ends the report", 3,
	  IS_EX_1 "02000000 0a000009" IS_EX_2, QR_IGNORED_GROUP, 1 },

	/* RFC 4604 2.2, RFC 4607: 232.0.0.0/8 */
	{ "SSM: IS_EX()", 1, "02000000 e8010203", QR_IGNORED_SSM, 0 },
	{ "SSM: IS_EX(A)", 1, "02000001 e8010203 c6120001", QR_IGNORED_SSM,
	  0 },
	{ "SSM: TO_EX()", 1, "04000000 e8010203", QR_IGNORED_SSM, 0 },
	{ "SSM: TO_EX(A)", 1, "04000001 e8010203 c6120001", QR_IGNORED_SSM,
	  0 },
	{ "SSM: IS_IN(A)", 1, "01000001 e8010203 c6120001", QR_ACCEPTED, 1 },
	{ "SSM: TO_IN(A)", 1, "03000001 e8010203 c6120001", QR_ACCEPTED, 1 },
	{ "SSM: ALLOW(A)", 1, "05000001 e8010203 c6120001", QR_ACCEPTED, 1 },
	{ "SSM: BLOCK(A)", 1, "06000001 e8010203 c6120001", QR_ACCEPTED, 0 },
	{ "SSM: lowest", 1, "02000000 e8000000", QR_IGNORED_SSM, 0 },
	{ "SSM: highest", 1, "02000000 e8ffffff", QR_IGNORED_SSM, 0 },
	{ "SSM: just below", 1, "02000000 e7ffffff", QR_ACCEPTED, 1 },
	{ "SSM: just above", 1, "02000000 e9000000", QR_ACCEPTED, 1 },
	{ "SSM: between two others", 3, IS_EX_1 "02000000 e8010203" IS_EX_2,
	  QR_IGNORED_SSM, 2 },

	{ "source 0.0.0.0", 1, "05000001 ef010001 00000000",
	  QR_IGNORED_RECORD_SOURCE, 0 },
	{ "source 0.0.0.1", 1, "05000001 ef010001 00000001",
	  QR_IGNORED_RECORD_SOURCE, 0 },
	{ "source 127.0.0.1", 1, "05000001 ef010001 7f000001",
	  QR_IGNORED_RECORD_SOURCE, 0 },
	{ "source 224.0.0.5", 1, "05000001 ef010001 e0000005",
	  QR_IGNORED_RECORD_SOURCE, 0 },
	{ "source 239.1.0.1", 1, "05000001 ef010001 ef010001",
	  QR_IGNORED_RECORD_SOURCE, 0 },
	{ "source 255.255.255.255", 1, "05000001 ef010001 ffffffff",
	  QR_IGNORED_RECORD_SOURCE, 0 },
	{ "source 223.255.255.255", 1, "05000001 ef010001 dfffffff",
	  QR_ACCEPTED, 1 },
	{ "IS_EX with a source 0.0.0.0", 1, "02000001 ef010001 00000000",
	  QR_IGNORED_RECORD_SOURCE, 0 },
	{ "good source, bad source", 1,
	  "05000002 ef010001 c6120001 00000000", QR_IGNORED_RECORD_SOURCE,
	  0 },
	{ "bad source ends the report", 3,
	  ALLOW_1 "05000001 ef010003 00000000" IS_EX_2,
	  QR_IGNORED_RECORD_SOURCE, 1 },
};

ROWS(record);

/* IGMP: one report, what it counts and how many groups there are then. */
static void record_is_admitted_or_refused(struct kunit *test)
{
	const struct record_row *row = test->param_value;
	bool refused = row->counter != QR_ACCEPTED;
	struct lan *lan = lan_up(test);
	struct packet records;

	records = packet_from_hex(test, row->records, "");
	hear_bytes(lan, SEC(1), row->count, records.data, records.len);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, row->groups);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_REPORTS_HEARD), 1ULL);
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, row->counter), refused ? 1 : 0);
	KUNIT_EXPECT_EQ(test, sum_of_refusals(lan), refused ? 1 : 0);
	/* The report may be freed. */
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 0U);
}

static const struct older_row {
	const char *desc;
	enum qr_msg_type type;
	u8 version;
	union qr_addr group;
	enum qr_verdict verdict;
} older_rows[] = {
	{ "v1 report, SSM", QR_MSG_REPORT, 1, V4(232, 1, 2, 3),
	  QR_IGNORED_SSM },
	{ "v2 report, SSM", QR_MSG_REPORT, 2, V4(232, 1, 2, 3),
	  QR_IGNORED_SSM },
	{ "leave, SSM", QR_MSG_LEAVE, 2, V4(232, 1, 2, 3), QR_IGNORED_SSM },
	{ "v1 report, all hosts", QR_MSG_REPORT, 1, V4(224, 0, 0, 1),
	  QR_IGNORED_GROUP },
	{ "v2 report, all hosts", QR_MSG_REPORT, 2, V4(224, 0, 0, 1),
	  QR_IGNORED_GROUP },
	{ "leave, all hosts", QR_MSG_LEAVE, 2, V4(224, 0, 0, 1),
	  QR_IGNORED_GROUP },
	{ "v1 report", QR_MSG_REPORT, 1, V4(224, 0, 0, 251), QR_ACCEPTED },
	{ "v2 report", QR_MSG_REPORT, 2, V4(224, 0, 0, 251), QR_ACCEPTED },
	{ "leave", QR_MSG_LEAVE, 2, V4(224, 0, 0, 251), QR_ACCEPTED },
};

ROWS(older);

/* One of its sources is already requested. */
static void older_message_is_admitted_or_refused(struct kunit *test)
{
	const struct older_row *row = test->param_value;
	struct packet allow = packet_from_hex(test,
					      "05000001 e8010203 c6120001", "");
	struct qr_msg msg = general_query(row->version, HOST);
	bool refused = row->verdict != QR_ACCEPTED;
	struct lan *lan = lan_up(test);

	hear_bytes(lan, SEC(1), 1, allow.data, allow.len);
	msg.type = row->type;
	msg.group = row->group;
	KUNIT_EXPECT_EQ(test, lan_hear(lan, SEC(2), msg), row->verdict);
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, row->verdict), refused ? 1 : 0);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups,
			!refused && row->type == QR_MSG_REPORT ? 2U : 1U);
	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
}

/* RFC 4541 2.1.1: switches proxy reports from 0.0.0.0. */
static void report_from_0_0_0_0(struct kunit *test)
{
	struct qr_msg msg = general_query(2, UNSPEC);
	struct lan *lan = lan_up(test);

	msg.type = QR_MSG_REPORT;
	msg.group = address(lan->family, lan->family->group, 1);
	KUNIT_EXPECT_EQ(test, lan_hear(lan, 0, msg), QR_ACCEPTED);
	EXPECT_STATE(lan, "EX{}@270");
}

static const struct trace_row {
	const char *desc;
	const char *refused;
	enum qr_verdict counter;
} trace_rows[] = {
	/* 1 is requested, 2 excluded, others are new. */
	{ "bad source in IS_EX",
	  "02000004" G1 S1 S2 S3 "00000000",
	  QR_IGNORED_RECORD_SOURCE },
	{ "bad source in TO_EX",
	  "04000004" G1 S1 S2 S3 "e0000005",
	  QR_IGNORED_RECORD_SOURCE },
	{ "bad source in IS_IN",
	  "01000004" G1 S1 S2 S3 "ffffffff",
	  QR_IGNORED_RECORD_SOURCE },
	{ "bad source in TO_IN",
	  "03000004" G1 S1 S2 S3 "7f000001",
	  QR_IGNORED_RECORD_SOURCE },
	{ "bad source in ALLOW",
	  "05000004" G1 S1 S2 S3 "00000000",
	  QR_IGNORED_RECORD_SOURCE },
	{ "bad source in BLOCK",
	  "06000004" G1 S1 S2 S3 "00000000",
	  QR_IGNORED_RECORD_SOURCE },
	{ "too many in ALLOW",
	  "05000005" G1 S1 S2 S3 S4 S5,
	  QR_IGNORED_SOURCE_LIMIT },
	{ "too many in IS_EX",
	  "02000005" G1 S2 S3 S4 S5 S6,
	  QR_IGNORED_SOURCE_LIMIT },
	{ "too many in TO_EX",
	  "04000005" G1 S1 S3 S4 S5 S6,
	  QR_IGNORED_SOURCE_LIMIT },
	{ "far too many in IS_EX",
	  "02000009" G1 S1 S2 S3 S4 S5 S6 S7 S8 S9,
	  QR_IGNORED_SOURCE_LIMIT },
	{ "cut off within it",
	  "02000004" G1 S1 S3 "c612",
	  QR_IGNORED_LENGTH },
};

ROWS(trace);

/*
 * With room for 4 sources. A record leaves no marks behind that the next one
 * would see: not of sources that it names, nor of new ones.
 */
static void refused_record_leaves_no_trace(struct kunit *test)
{
	const struct trace_row *row = test->param_value;
	struct lan *lan = lan_up(test);
	struct packet refused = packet_from_hex(test, row->refused, "");

	lan_set(lan, QR_PARAM_MAX_SOURCES, 4);
	make_state(lan, THEN, "EX{1:100 2:0}@200");
	hear_bytes(lan, THEN, 1, refused.data, refused.len);
	EXPECT_STATE(lan, "EX{1:100 2:0}@200");
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, row->counter), 1ULL);
	KUNIT_EXPECT_EQ(test, sum_of_refusals(lan), 1ULL);

	hear(lan, THEN, "IS_EX{4}");
	EXPECT_STATE(lan, "EX{4:270}@270");
	lan_run(lan, THEN + SEC(5));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
}

static const struct limit_row {
	const char *desc;
	const char *start;
	const char *record;
	const char *after;	/* NULL: as before, and refused */
	const char *asked;	/* refused, and what becomes of it then */
} limit_rows[] = {
	{ "none there, as many as there may be", "-", "ALLOW{1-3}",
	  "IN{1:270 2:270 3:270}" },
	{ "none there, one too many", "-", "ALLOW{1-4}", NULL },
	{ "none there, IS_EX, as many as there may be", "-", "IS_EX{1-3}",
	  "EX{1:0 2:0 3:0}@270" },
	{ "none there, IS_EX, one too many", "-", "IS_EX{1-4}", NULL },
	{ "two there and one more", "IN{1:100 2:100}", "ALLOW{3}",
	  "IN{1:100 2:100 3:270}" },
	{ "two there and two more", "IN{1:100 2:100}", "ALLOW{3 4}", NULL },
	{ "full: one more", "IN{1:100 2:100 3:100}", "ALLOW{4}", NULL },
	{ "full: the same ones", "IN{1:100 2:100 3:100}", "ALLOW{1-3}",
	  "IN{1:270 2:270 3:270}" },
	{ "full: TO_IN adds one", "IN{1:100 2:100 3:100}", "TO_IN{4}", NULL,
	  "IN{1:2 2:2 3:2}" },
	{ "one, named four times", "IN{1:100 2:100}", "ALLOW{3 3 3 3}",
	  "IN{1:100 2:100 3:270}" },
	{ "full: BLOCK adds none in INCLUDE", "IN{1:100 2:100 3:100}",
	  "BLOCK{4}", "IN{1:100 2:100 3:100}" },
	{ "full: BLOCK adds one in EXCLUDE", "EX{1:100 2:0 3:0}@200",
	  "BLOCK{4}", NULL, "EX{1:2 2:0 3:0}@2" },
	{ "full: IS_EX replaces all", "IN{1:100 2:100 3:100}", "IS_EX{4-6}",
	  "EX{4:0 5:0 6:0}@270" },
	{ "full: IS_EX replaces all by one too many", "IN{1:100 2:100 3:100}",
	  "IS_EX{4-7}", NULL },
	{ "full: IS_EX replaces some", "IN{1:100 2:100 3:100}", "IS_EX{3-5}",
	  "EX{3:100 4:0 5:0}@270" },
	{ "full: TO_EX replaces all", "EX{1:100 2:0 3:0}@200", "TO_EX{4-6}",
	  "EX{4:2 5:2 6:2}@270" },
	{ "full: TO_EX keeps two and adds two", "EX{1:100 2:0 3:0}@200",
	  "TO_EX{2-5}", NULL },
	{ "full: IS_EX empties it", "EX{1:100 2:0 3:0}@200", "IS_EX{}",
	  "EX{}@270" },
};

ROWS(limit);

static void three_sources_at_most(struct kunit *test)
{
	const struct limit_row *row = test->param_value;
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_MAX_SOURCES, 3);
	make_state(lan, THEN, row->start);
	qr_engine_take_events(&lan->engine);
	hear(lan, THEN, row->record);
	EXPECT_STATE(lan, row->after ?: row->asked ?: row->start);
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_SOURCE_LIMIT),
			row->after ? 0 : 1);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			row->after ? 0U : QR_EVENT_LIMIT);
}

/* What is there when the limit becomes lower may stay. */
static void limit_becomes_lower(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, "IN{1:100 2:100 3:100}");
	lan_set(lan, QR_PARAM_MAX_SOURCES, 2);
	hear(lan, THEN, "ALLOW{1-3}");
	EXPECT_STATE(lan, "IN{1:270 2:270 3:270}");
	hear(lan, THEN, "ALLOW{4}");
	EXPECT_STATE(lan, "IN{1:270 2:270 3:270}");
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_SOURCE_LIMIT), 1ULL);
}

static void two_groups_at_most(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_MAX_GROUPS, 2);
	qr_engine_take_events(&lan->engine);
	hear(lan, SEC(1), "1/IS_EX{} 2/ALLOW{1}");
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_GROUP_LIMIT), 0ULL);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
	hear(lan, SEC(2), "3/IS_EX{}");
	KUNIT_EXPECT_STREQ(test, state_of(lan, 3), "-");
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_GROUP_LIMIT), 1ULL);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_LIMIT);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 2U);

	/* A leave does not count against the limit; the group is queried. */
	hear(lan, SEC(3), "3/TO_IN{} 3/BLOCK{1} 3/ALLOW{}");
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_GROUP_LIMIT), 1ULL);
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "3 Q(3)");
	/* The groups that are there stay. */
	hear(lan, SEC(4), "1/ALLOW{1} 2/IS_EX{}");
	KUNIT_EXPECT_STREQ(test, state_of(lan, 1), "EX{1:270}@267");
	KUNIT_EXPECT_STREQ(test, state_of(lan, 2), "EX{}@270");
	/* When one goes, another can come. */
	hear(lan, SEC(271), "3/IS_EX{}");
	KUNIT_EXPECT_STREQ(test, state_of(lan, 1), "IN{1:3}");
	KUNIT_EXPECT_STREQ(test, state_of(lan, 3), "-");
	hear(lan, SEC(274), "3/IS_EX{}");
	KUNIT_EXPECT_STREQ(test, state_of(lan, 3), "EX{}@270");
}

static struct kunit_case report_cases[] = {
	KUNIT_CASE_PARAM(record_is_admitted_or_refused, record_gen_params),
	KUNIT_CASE_PARAM(older_message_is_admitted_or_refused,
			 older_gen_params),
	KUNIT_CASE(report_from_0_0_0_0),
	KUNIT_CASE_PARAM(refused_record_leaves_no_trace, trace_gen_params),
	KUNIT_CASE_PARAM(three_sources_at_most, limit_gen_params),
	KUNIT_CASE(limit_becomes_lower),
	KUNIT_CASE(two_groups_at_most),
	{}
};

static struct kunit_suite report_suite = {
	.name = "qr_report",
	.test_cases = report_cases,
};

kunit_test_suite(report_suite);
