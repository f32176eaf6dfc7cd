// SPDX-License-Identifier: GPL-2.0
/*
 * Without a table (track_groups is 0) no members are kept; a leave causes a
 * bounded number of queries all the same.
 */
#include "members.h"

#define MOST_AT_A_TIME	64

static struct lan *lan_untracked(struct kunit *test,
				 const struct family *family)
{
	struct lan *lan = lan_up_of(test, family);

	lan_set(lan, QR_PARAM_TRACK_GROUPS, 0);
	return lan;
}

static const struct leave_row {
	const char *desc;
	const char *report;
	const char *queries;
} leave_rows[] = {
	{ "leave", "leave", "10 Q(1), 11 Q(1)" },
	{ "TO_IN()", "TO_IN{}", "10 Q(1), 11 Q(1)" },
	{ "TO_IN(A)", "TO_IN{1}", "10 Q(1), 11 Q(1)" },
	{ "BLOCK(A)", "BLOCK{1}", "10 Q(1), 11 Q(1)" },
	{ "v1 report", "v1", "" },
	{ "v2 report", "v2", "" },
	{ "IS_IN(A)", "IS_IN{1}", "" },
	{ "IS_EX()", "IS_EX{}", "" },
	{ "TO_EX()", "TO_EX{}", "" },
	{ "ALLOW(A)", "ALLOW{1}", "" },
};

ROWS(leave);

static void leave_is_asked_for(struct kunit *test)
{
	const struct leave_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_untracked(test, family);

		lan_seen(lan);
		KUNIT_EXPECT_EQ(test, hear(lan, SEC(10), row->report),
				QR_ACCEPTED);
		EXPECT_STATE(lan, "-");
		KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 0U);
		lan_run(lan, SEC(100));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), row->queries);
		KUNIT_EXPECT_STREQ(test, lan_seen(lan), "(1)");
		KUNIT_EXPECT_FALSE(test, lan->last_asked.suppress);
		KUNIT_EXPECT_EQ(test, lan->engine.members.asked, 0U);
	}
}

static void repeated_leave_is_asked_for_no_more_often(struct kunit *test)
{
	const struct family *family;

	for_each_family(family)
		expect_asked_once(lan_untracked(test, family));
}

/* IGMPv2 and MLDv1 are the oldest with leaves, and not the newest. */
static void count_and_version_as_configured(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_untracked(test, family);
		u8 version = family->proto->version_leave;
		char queries[64] = "";

		lan_set(lan, QR_PARAM_VERSION, version);
		lan_set(lan, QR_PARAM_LAST_MEMBER_QUERY_COUNT, 3);
		lan_set(lan, QR_PARAM_LAST_MEMBER_QUERY_INTERVAL, 500);
		hear(lan, SEC(10), "leave");
		lan_run(lan, SEC(20));
		append(queries, sizeof(queries),
		       "10 Q(1)/v%u, 10.5 Q(1)/v%u, 11 Q(1)/v%u", version,
		       version, version);
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), queries);
	}
}

static void igmpv1_asks_nothing(struct kunit *test)
{
	expect_igmpv1_silent(lan_untracked(test, &families[IGMP]));
}

static void non_querier_asks_nothing(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_untracked(test, family);
		u8 version = family->proto->version_max;

		lan_hear(lan, SEC(5), general_query(version, family->lower));
		hear(lan, SEC(10), "leave");
		hear(lan, SEC(10), "TO_IN{}");
		lan_run(lan, SEC(20));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
	}
}

static const struct refused_row {
	const char *desc;
	const struct family *family;
	union qr_addr group;
	enum qr_verdict verdict;
} refused_rows[] = {
	{ "IGMP: all hosts", &families[IGMP], V4(224, 0, 0, 1),
	  QR_IGNORED_GROUP },
	{ "IGMP: unicast", &families[IGMP], V4(10, 0, 0, 9), QR_IGNORED_GROUP },
	{ "IGMP: SSM", &families[IGMP], V4(232, 1, 2, 3), QR_IGNORED_SSM },
	{ "MLD: all nodes", &families[MLD], V6(0xff02, 0, 0, 0, 0, 0, 0, 1),
	  QR_IGNORED_GROUP },
	{ "MLD: unicast", &families[MLD], LL(9), QR_IGNORED_GROUP },
	{ "MLD: reserved scope", &families[MLD],
	  V6(0xff00, 0, 0, 0, 0, 0, 0, 5), QR_IGNORED_GROUP },
	{ "MLD: the node's own scope", &families[MLD],
	  V6(0xff11, 0, 0, 0, 0, 0, 0, 5), QR_IGNORED_GROUP },
	{ "MLD: SSM", &families[MLD], V6(0xff3e, 0, 0, 0, 0, 0, 0x8000, 1),
	  QR_IGNORED_SSM },
};

ROWS(refused);

static void refused_leave_is_counted(struct kunit *test)
{
	const struct refused_row *row = test->param_value;
	u8 version = row->family->proto->version_leave;
	struct lan *lan = lan_untracked(test, row->family);
	struct qr_msg msg = general_query(version, HOST);

	msg.type = QR_MSG_LEAVE;
	msg.router_alert = true;
	msg.group = row->group;
	KUNIT_EXPECT_EQ(test, lan_hear(lan, SEC(10), msg), row->verdict);
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, row->verdict), 1ULL);
	KUNIT_EXPECT_EQ(test, lan->asked, 0U);
}

static void leave_all(struct lan *lan, ktime_t at, unsigned int groups)
{
	char report[16];
	unsigned int i;

	for (i = 1; i <= groups; i++) {
		snprintf(report, sizeof(report), "%u/leave", i);
		hear(lan, at, report);
	}
}

/* Anyone can leave any number of groups. */
static void many_leave_at_once(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_untracked(test, family);

		qr_engine_take_events(&lan->engine);
		leave_all(lan, SEC(10), 1000);
		KUNIT_EXPECT_EQ(test, lan->asked,
				(unsigned int)MOST_AT_A_TIME);
		KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_GROUP_LIMIT),
				1000ULL - MOST_AT_A_TIME);
		KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
				QR_EVENT_LIMIT);
		lan_run(lan, SEC(12));
		KUNIT_EXPECT_EQ(test, lan->asked, 2U * MOST_AT_A_TIME);
		KUNIT_EXPECT_EQ(test, lan->engine.members.asked, 0U);
		hear(lan, SEC(12), "1000/leave");
		KUNIT_EXPECT_EQ(test, lan->asked, 2U * MOST_AT_A_TIME + 1);
	}
}

/* The switch empties the table, in either direction. */
static void switch_off_and_on(struct lan *lan)
{
	struct kunit *test = lan->test;

	hear(lan, SEC(10), "1/IS_EX{} 2/ALLOW{1}");
	lan_set(lan, QR_PARAM_TRACK_GROUPS, 0);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 0U);
	hear(lan, SEC(20), "1/IS_EX{}");
	EXPECT_STATE(lan, "-");
	hear(lan, SEC(30), "2/TO_IN{}");
	lan_run(lan, SEC(40));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "30 Q(2), 31 Q(2)");

	hear(lan, SEC(50), "3/leave");
	lan_set(lan, QR_PARAM_TRACK_GROUPS, 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 0U);
	hear(lan, SEC(50.5), "1/IS_EX{}");
	EXPECT_STATE(lan, "EX{}@270");
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 1U);
	lan_run(lan, SEC(100));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "50 Q(3)");
}

static void switched_off_and_on(struct kunit *test)
{
	const struct family *family;

	for_each_family(family)
		switch_off_and_on(lan_up_of(test, family));
}

static struct kunit_case untracked_cases[] = {
	KUNIT_CASE_PARAM(leave_is_asked_for, leave_gen_params),
	KUNIT_CASE(repeated_leave_is_asked_for_no_more_often),
	KUNIT_CASE(count_and_version_as_configured),
	KUNIT_CASE(igmpv1_asks_nothing),
	KUNIT_CASE(non_querier_asks_nothing),
	KUNIT_CASE_PARAM(refused_leave_is_counted, refused_gen_params),
	KUNIT_CASE(many_leave_at_once),
	KUNIT_CASE(switched_off_and_on),
	{}
};

static struct kunit_suite untracked_suite = {
	.name = "qr_untracked",
	.test_cases = untracked_cases,
};

kunit_test_suite(untracked_suite);
