// SPDX-License-Identifier: GPL-2.0
/* All groups of a link: what the observer sees, in order; and many of them. */
#include "members.h"

#define MANY	10000U

static const struct seen_row {
	const char *desc;
	const char *start;
	const char *record;	/* heard at 0 */
	const char *at_once;
	ktime_t until;
	const char *later;
} seen_rows[] = {
	{ "new group", "-", "IS_EX{}", "+1 (1)", SEC(270), "!1" },
	{ "new group by a v2 report", "-", "v2", "+1 (1)", SEC(270), "!1" },
	{ "new group and sources", "-", "ALLOW{1 2}", "+1 +1/1 +1/2 (1)",
	  SEC(270), "!1/1 !1/2 !1" },
	{ "new group, excluded sources", "-", "TO_EX{1 2}",
	  "+1 +1/1 +1/2 (1)", SEC(270), "!1/1 !1/2 !1" },
	{ "no group", "-", "TO_IN{}", "(1)", SEC(270), "" },
	{ "leave without a group", "-", "leave", "(1)", SEC(270), "" },
	{ "refreshed", "EX{1:0}@100", "IS_EX{1}", "(1)", SEC(269), "" },
	{ "source refreshed", "IN{1:100}", "ALLOW{1}", "(1)", SEC(269), "" },
	{ "mode changes by a record", "IN{1:100 2:100}", "IS_EX{2 3}",
	  "~1 -1/1 +1/3 (1)", SEC(50), "" },
	{ "from excluded to requested", "EX{1:0}@200", "ALLOW{1}",
	  "~1/1 (1)", SEC(50), "" },
	{ "from requested to excluded", "EX{1:3 2:0}@200", "IS_IN{}", "(1)",
	  SEC(3), "~1/1" },
	{ "new in EXCLUDE: requested", "EX{}@200", "BLOCK{1}", "+1/1 (1)",
	  SEC(2), "~1/1" },
	{ "removed by a record", "EX{1:100 2:0}@200", "IS_EX{}",
	  "-1/1 -1/2 (1)", SEC(50), "" },
	{ "no answer", "EX{}@200", "TO_IN{}", "(1)", SEC(2), "!1" },
	{ "no answer for the last source", "IN{1:100}", "BLOCK{1}",
	  "(1)", SEC(2), "!1/1 !1" },
	{ "one source after the other", "IN{1:5 2:3}", "IS_IN{}", "(1)",
	  SEC(5), "!1/2 !1/1 !1" },
	{ "mode changes as the group timer ends", "EX{1:100 2:0}@103",
	  "ALLOW{1}", "(1)", SEC(103), "!1/2 ~1" },
	{ "the group timer and the last source at once", "EX{1:3 2:0}@3",
	  "IS_IN{}", "(1)", SEC(3), "~1/1 !1/1 !1/2 !1" },
	{ "another group", "EX{}@200", "2/IS_EX{}", "+2 (2)", SEC(100), "" },
	{ "several records", "EX{}@200", "2/IS_EX{} 1/TO_IN{} 3/ALLOW{1}",
	  "+2 (2) (1) +3 +3/1 (3)", SEC(2), "!1" },
	{ "unknown group in BLOCK", "EX{}@200", "2/BLOCK{1}", "(2)",
	  SEC(100), "" },
};

ROWS(seen);

static void observer_sees_changes(struct kunit *test)
{
	const struct seen_row *row = test->param_value;
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, row->start);
	lan_seen(lan);
	hear(lan, THEN, row->record);
	KUNIT_EXPECT_STREQ(test, lan_seen(lan), row->at_once);
	lan_run(lan, THEN + row->until);
	KUNIT_EXPECT_STREQ(test, lan_seen(lan), row->later);
}

static void observer_sees_refusals(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_MAX_SOURCES, 1);
	lan_set(lan, QR_PARAM_MAX_GROUPS, 1);
	lan_seen(lan);
	hear(lan, SEC(1), "1/ALLOW{1 2} 1/ALLOW{1} 2/IS_EX{} 1/ALLOW{2}");
	KUNIT_EXPECT_STREQ(test, lan_seen(lan),
			   "(1?) +1 +1/1 (1) (2?) (1?)");
}

static void observer_sees_what_is_forgotten(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	hear(lan, SEC(1), "3/IS_EX{} 1/ALLOW{1} 2/IS_EX{}");
	lan_seen(lan);
	lan_forget_members(lan);
	KUNIT_EXPECT_STREQ(test, lan_seen(lan), "-1 -2 -3");
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 0U);
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_seen(lan), "");
}

/* The engine goes on with new members while the old ones are freed. */
static void new_members_while_old_ones_go(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	struct qr_membership old;
	unsigned int calls = 1;

	hear(lan, SEC(1), "1/IS_EX{} 2/IS_EX{} 3/ALLOW{1 2} 4/IS_EX{1}");
	hear(lan, SEC(1), "1/TO_IN{} 3/BLOCK{1}");
	lan_detach_members(lan, &old);
	KUNIT_EXPECT_EQ(test, qr_engine_free_members(&lan->engine, &old, 2),
			true);
	hear(lan, SEC(1.5), "1/ALLOW{1}");
	while (qr_engine_free_members(&lan->engine, &old, 2))
		calls++;
	KUNIT_EXPECT_LE(test, calls, 3U);
	EXPECT_STATE(lan, "IN{1:270}");
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 1U);
	/* Pending queries are dropped, too. */
	lan_run(lan, SEC(10));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "1 Q(1), 1 Q(3;1)");
}

/* As their timers are now, not as they were when they came. */
static void groups_end_in_their_order(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	hear(lan, SEC(1), "1/IS_EX{} 2/IS_EX{}");
	hear(lan, SEC(2), "3/IS_EX{} 4/ALLOW{1}");
	hear(lan, SEC(3), "5/IS_EX{}");
	hear(lan, SEC(4), "1/IS_EX{}");
	hear(lan, SEC(5), "4/ALLOW{2} 3/TO_IN{}");
	lan_seen(lan);
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_seen(lan),
			   "!3 !2 !4/1 !5 !1 !4/2 !4");
}

static void reporter_and_since(struct kunit *test)
{
	struct qr_msg msg = general_query(2, HIGHER);
	struct lan *lan = lan_up(test);
	const union qr_addr first = {};
	const struct qr_group *group;

	hear(lan, SEC(10), "IS_EX{}");
	msg.type = QR_MSG_REPORT;
	msg.group = address(lan->family, lan->family->group, 1);
	group = qr_membership_from(&lan->engine.members, &first);
	KUNIT_ASSERT_NOT_NULL(test, group);
	EXPECT_ADDR(test, group->reporter, HOST);
	lan_hear(lan, SEC(20), msg);
	EXPECT_ADDR(test, group->reporter, HIGHER);
	KUNIT_EXPECT_EQ(test, group->since, LAN_EPOCH + SEC(10));
}

/* From any address on, as a dump goes on where the last message ended. */
static void groups_are_walked_in_order(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	const struct qr_membership *members = &lan->engine.members;
	const struct family *family = lan->family;
	const struct qr_group *group;
	union qr_addr from;

	hear(lan, SEC(1), "300/IS_EX{} 2/IS_EX{} 256/IS_EX{} 5/IS_EX{}");
	from = address(family, family->group, 3);
	group = qr_membership_from(members, &from);
	KUNIT_ASSERT_NOT_NULL(test, group);
	KUNIT_EXPECT_EQ(test, number_of(family, &group->node.addr), 5U);
	group = qr_membership_after(group);
	KUNIT_ASSERT_NOT_NULL(test, group);
	KUNIT_EXPECT_EQ(test, number_of(family, &group->node.addr), 256U);
	group = qr_membership_after(group);
	KUNIT_ASSERT_NOT_NULL(test, group);
	KUNIT_EXPECT_EQ(test, number_of(family, &group->node.addr), 300U);
	KUNIT_EXPECT_NULL(test, qr_membership_after(group));
	from = address(family, family->group, 301);
	KUNIT_EXPECT_NULL(test, qr_membership_from(members, &from));
}

/* MANY groups, all reported in one moment, a hundred in a report. */
static struct lan *lan_crowded(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	char *report = kunit_kzalloc(test, 100 * sizeof("10000/IS_EX{} "),
				     GFP_KERNEL);
	unsigned int i, len = 0;

	KUNIT_ASSERT_NOT_NULL(test, report);
	lan_set(lan, QR_PARAM_MAX_GROUPS, MANY);
	for (i = 1; i <= MANY; i++) {
		len += sprintf(report + len, "%u/IS_EX{} ", i);
		if (i % 100)
			continue;
		hear(lan, 0, report);
		len = 0;
	}
	KUNIT_ASSERT_EQ(test, lan_status(lan).groups, MANY);
	KUNIT_ASSERT_EQ(test, lan_ignored(lan, QR_IGNORED_GROUP_LIMIT), 0ULL);
	return lan;
}

/* No call expires more of them than its budget allows. */
static void many_end_at_once(struct kunit *test)
{
	struct lan *lan = lan_crowded(test);
	ktime_t end = LAN_EPOCH + SEC(GMI);
	const struct qr_room room = {};
	unsigned int work = 64;
	struct qr_query query;

	lan_run(lan, SEC(GMI) - 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, MANY);
	KUNIT_EXPECT_FALSE(test, qr_engine_output(&lan->engine, end, &work,
						  &room, &query));
	KUNIT_EXPECT_LT(test, lan_status(lan).groups, MANY);
	KUNIT_EXPECT_GE(test, lan_status(lan).groups, MANY - 100);
	KUNIT_EXPECT_LE(test, qr_engine_next(&lan->engine), end);

	lan_run(lan, SEC(GMI));
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 0U);
	KUNIT_EXPECT_GE(test, lan->calls, MANY / 100);
	KUNIT_EXPECT_EQ(test, lan->asked, 0U);
}

/* General queries come first, however many groups are due. */
static void many_do_not_keep_a_general_query(struct kunit *test)
{
	struct lan *lan = lan_crowded(test);
	ktime_t end = LAN_EPOCH + SEC(GMI);
	const struct qr_room room = {};
	unsigned int work = 64;
	struct qr_query query;

	lan_run(lan, SEC(GMI) - 1);
	qr_engine_query_now(&lan->engine);
	KUNIT_EXPECT_TRUE(test, qr_engine_output(&lan->engine, end, &work,
						 &room, &query));
	KUNIT_EXPECT_TRUE(test, qr_addr_any(&query.group));
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, MANY);
}

static void many_are_freed_in_bounded_steps(struct kunit *test)
{
	struct lan *lan = lan_crowded(test);
	struct qr_membership old;
	unsigned int calls = 1;

	lan_detach_members(lan, &old);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 0U);
	while (qr_engine_free_members(&lan->engine, &old, 64))
		calls++;
	KUNIT_EXPECT_GE(test, calls, MANY / 64);
	KUNIT_EXPECT_LE(test, calls, MANY / 64 + 2);
}

/* A report of so many records that each visit all sources of group 1. */
static void hear_laborious(struct lan *lan, ktime_t at, const char *record,
			   unsigned int times)
{
	char *text = kunit_kzalloc(lan->test, 1024, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(lan->test, text);
	append(text, 1024, "TO_IN{} ");
	while (times--)
		append(text, 1024, "%s ", record);
	append(text, 1024, "2/IS_EX{}");
	hear(lan, at, text);
}

/*
 * 8192 sources, twice as many as one group can be made to have, may be looked
 * at: 128 by the first record, then 2 x 129 each to find expired ones, as
 * queries are pending, and 128 more if the record itself asks for it.
 */
static const struct labour_row {
	const char *desc;
	const char *record;
	unsigned int most;
} labour_rows[] = {
	{ "TO_IN", "TO_IN{}", 20 },
	{ "BLOCK", "BLOCK{}", 31 },
};

ROWS(labour);

static void laborious_report_is_not_finished(struct kunit *test)
{
	const struct labour_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		hear(lan, SEC(10), "ALLOW{1-128}");
		hear_laborious(lan, SEC(20), row->record, row->most);
		KUNIT_EXPECT_STREQ(test, state_of(lan, 2), "EX{}@270");
		KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_EFFORT), 0ULL);
		lan_forget_members(lan);

		hear(lan, SEC(30), "ALLOW{1-128}");
		hear_laborious(lan, SEC(40), row->record, row->most + 1);
		KUNIT_EXPECT_STREQ(test, state_of(lan, 2), "-");
		KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_EFFORT), 1ULL);
	}
}

/* A non-querier has no reason to look at them. */
static void report_is_no_labour_to_a_non_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(5), general_query(3, LOWER));
	hear(lan, SEC(10), "ALLOW{1-128}");
	hear_laborious(lan, SEC(20), "TO_IN{}", 100);
	KUNIT_EXPECT_STREQ(test, state_of(lan, 2), "EX{}@270");
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_EFFORT), 0ULL);
}

static struct kunit_case membership_cases[] = {
	KUNIT_CASE_PARAM(observer_sees_changes, seen_gen_params),
	KUNIT_CASE(observer_sees_refusals),
	KUNIT_CASE(observer_sees_what_is_forgotten),
	KUNIT_CASE(new_members_while_old_ones_go),
	KUNIT_CASE(groups_end_in_their_order),
	KUNIT_CASE(reporter_and_since),
	KUNIT_CASE(groups_are_walked_in_order),
	KUNIT_CASE(many_end_at_once),
	KUNIT_CASE(many_do_not_keep_a_general_query),
	KUNIT_CASE(many_are_freed_in_bounded_steps),
	KUNIT_CASE_PARAM(laborious_report_is_not_finished, labour_gen_params),
	KUNIT_CASE(report_is_no_labour_to_a_non_querier),
	{}
};

static struct kunit_suite membership_suite = {
	.name = "qr_membership",
	.test_cases = membership_cases,
};

kunit_test_suite(membership_suite);
