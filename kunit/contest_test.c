// SPDX-License-Identifier: GPL-2.0
/*
 * Which queries take part in the election, and when they do not: those for a
 * group in MLD (RFC 9777 7.6.2) but not in IGMP (RFC 9776 6.6.2), and none while
 * an older querier looks for the last member (RFC 2236 3, RFC 2710 4).
 */
#include "members.h"

static const struct family *igmp_family(void)
{
	return &families[IGMP];
}

static const struct family *mld_family(void)
{
	return &families[MLD];
}

/* The Querier of this version has a member, and hears it leave at THEN. */
static struct lan *lan_with_a_leave(struct kunit *test,
				    const struct family *family, u8 version)
{
	struct lan *lan = lan_up_of(test, family);

	lan_set(lan, QR_PARAM_VERSION, version);
	make_state(lan, THEN, "EX{}@200");
	hear(lan, THEN, "leave");
	return lan;
}

static bool loses_at(struct lan *lan, ktime_t at, u8 version)
{
	lan_hear(lan, at, general_query(version, lan->family->lower));
	return !lan_status(lan).querier;
}

static void igmp_query_for_a_group(struct kunit *test)
{
	struct lan *lan = lan_up_of(test, igmp_family());

	make_state(lan, THEN, "EX{}@200");
	lan_hear(lan, THEN, specific_query(lan, 3, lan->family->lower));
	KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
	EXPECT_STATE(lan, "EX{}@200");
}

/* It wins, so its queries count at once. */
static void mld_query_for_a_group(struct kunit *test)
{
	struct lan *lan = lan_up_of(test, mld_family());
	struct qr_msg msg;

	make_state(lan, THEN, "EX{}@200");
	msg = specific_query(lan, 2, lan->family->higher);
	lan_hear(lan, THEN, msg);
	KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
	EXPECT_STATE(lan, "EX{}@200");

	msg.source = lan->family->lower;
	msg.robustness = 3;
	msg.query_interval_ms = 60000;
	lan_hear(lan, THEN, msg);
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
	EXPECT_ADDR6(test, lan_status(lan).address, lan->family->lower);
	/* RFC 9777 9.5, 9.9: 3 x 60 s + 10 s / 2, and 3 x 1 s */
	KUNIT_EXPECT_EQ(test, lan_status(lan).other_expires, SEC(185));
	EXPECT_STATE(lan, "EX{}@3");
}

static void mld_query_for_a_group_keeps_a_loser_silent(struct kunit *test)
{
	struct lan *lan = lan_up_of(test, mld_family());

	lan_hear(lan, SEC(10), general_query(2, lan->family->lower));
	lan_hear(lan, SEC(100),
		 specific_query(lan, 2, lan->family->lower));
	KUNIT_EXPECT_EQ(test, lan_status(lan).other_expires, SEC(255));
}

/* RFC 9776 7.2.1: versions follow from general queries. */
static void older_query_for_a_group(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		lan_hear(lan, SEC(10), specific_query(lan, 1, family->higher));
		KUNIT_EXPECT_EQ(test, lan_status(lan).active_version,
				family->proto->version_max);
	}
}

/* Two queries a second apart, and a second to answer the last one. */
static const struct busy_row {
	const char *desc;
	u32 count;		/* Last Member Query Count */
	ktime_t until;
} busy_rows[] = {
	{ "two queries", 2, SEC(2) },
	{ "one query", 1, SEC(1) },
	{ "three queries", 3, SEC(3) },
};

ROWS(busy);

static void querier_is_busy_until_the_last_answer(struct kunit *test)
{
	const struct busy_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		u8 version = family->proto->version_leave;
		struct lan *lan = lan_up_of(test, family);

		lan_set(lan, QR_PARAM_VERSION, version);
		lan_set(lan, QR_PARAM_LAST_MEMBER_QUERY_COUNT, row->count);
		make_state(lan, THEN, "EX{}@200");
		hear(lan, THEN, "leave");
		KUNIT_EXPECT_FALSE(test, loses_at(lan, THEN, version));
		KUNIT_EXPECT_FALSE(test, loses_at(lan, THEN + row->until - 1,
						  version));
		KUNIT_EXPECT_TRUE(test, loses_at(lan, THEN + row->until,
						 version));
	}
}

static void newest_version_is_never_busy(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		u8 version = family->proto->version_max;
		struct lan *lan = lan_with_a_leave(test, family, version);

		KUNIT_EXPECT_TRUE(test, loses_at(lan, THEN + SEC(0.5),
						 version));
	}
}

static void one_leave_after_the_other(struct kunit *test)
{
	struct lan *lan = lan_with_a_leave(test, igmp_family(), 2);

	hear(lan, THEN, "2/v2");
	hear(lan, THEN + SEC(1.5), "2/leave");
	KUNIT_EXPECT_FALSE(test, loses_at(lan, THEN + SEC(2) - 1, 2));
	KUNIT_EXPECT_TRUE(test, loses_at(lan, THEN + SEC(2), 2));
}

static void another_leave_much_later(struct kunit *test)
{
	struct lan *lan = lan_with_a_leave(test, igmp_family(), 2);

	hear(lan, THEN, "2/v2");
	hear(lan, THEN + SEC(10), "2/leave");
	KUNIT_EXPECT_FALSE(test, loses_at(lan, THEN + SEC(12) - 1, 2));
	KUNIT_EXPECT_TRUE(test, loses_at(lan, THEN + SEC(12), 2));
}

static struct kunit_case contest_cases[] = {
	KUNIT_CASE(igmp_query_for_a_group),
	KUNIT_CASE(mld_query_for_a_group),
	KUNIT_CASE(mld_query_for_a_group_keeps_a_loser_silent),
	KUNIT_CASE(older_query_for_a_group),
	KUNIT_CASE_PARAM(querier_is_busy_until_the_last_answer, busy_gen_params),
	KUNIT_CASE(newest_version_is_never_busy),
	KUNIT_CASE(one_leave_after_the_other),
	KUNIT_CASE(another_leave_much_later),
	{}
};

static struct kunit_suite contest_suite = {
	.name = "qr_contest",
	.test_cases = contest_cases,
};

kunit_test_suite(contest_suite);
