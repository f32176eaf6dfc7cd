// SPDX-License-Identifier: GPL-2.0
/*
 * Queries for a group and for sources (RFC 9776 6.6.3): when, how often, for
 * what, with or without the S flag, and in how many messages. With the RFC's
 * defaults two of them, 1 s apart, and 2 s to answer.
 */
#include "members.h"

#define HALF	SEC(0.5)

static const struct script ask_rows[] = {
	{ "group: twice, and gone", "EX{}@200", { { 0, "TO_IN{}" } },
	  SEC(10), "-", "0 Q(1), 1 Q(1)" },
	{ "group: answered, so the S flag is set", "EX{}@200",
	  { { 0, "TO_IN{}" }, { HALF, "IS_EX{}" } },
	  SEC(10), "EX{}@260.5", "0 Q(1), 1 Q(1)S" },
	{ "group: repeated until the time is up, asked no more often",
	  "EX{}@200",
	  { { 0, "TO_IN{}" }, { HALF, "TO_IN{}" }, { SEC(1), "TO_IN{}" },
	    { SEC(1.5), "TO_IN{}" }, { SEC(2), "TO_IN{}" } },
	  SEC(10), "-", "0 Q(1), 1 Q(1)" },
	/* Never sooner than the interval after the last query. */
	{ "group: answered, and left again", "EX{}@200",
	  { { 0, "TO_IN{}" }, { SEC(0.25), "IS_EX{}" }, { HALF, "TO_IN{}" } },
	  SEC(1), "EX{}@2", "0 Q(1), 1 Q(1)" },
	{ "group: answered, and left again: from the start", "EX{}@200",
	  { { 0, "TO_IN{}" }, { SEC(0.25), "IS_EX{}" }, { HALF, "TO_IN{}" } },
	  SEC(10), "-", "0 Q(1), 1 Q(1), 2 Q(1)" },
	{ "group: answered after the last query, and left again", "EX{}@200",
	  { { 0, "TO_IN{}" }, { SEC(1.5), "IS_EX{}" }, { SEC(5), "TO_IN{}" } },
	  SEC(10), "-", "0 Q(1), 1 Q(1), 5 Q(1), 6 Q(1)" },
	{ "group: asked for a source that is requested too", "EX{1:100}@200",
	  { { 0, "TO_IN{1}" } },
	  SEC(10), "IN{1:260}", "0 Q(1), 1 Q(1)" },

	{ "source: twice, and gone", "IN{1:100 2:100}", { { 0, "BLOCK{1}" } },
	  SEC(10), "IN{2:90}", "0 Q(1;1), 1 Q(1;1)" },
	{ "source: answered, so the S flag is set", "IN{1:100}",
	  { { 0, "BLOCK{1}" }, { HALF, "ALLOW{1}" } },
	  SEC(10), "IN{1:260.5}", "0 Q(1;1), 1 Q(1;1)S" },
	{ "source: one of two answered: two messages", "IN{1:100 2:100}",
	  { { 0, "BLOCK{1 2}" }, { HALF, "ALLOW{2}" } },
	  SEC(10), "IN{2:260.5}", "0 Q(1;1 2), 1 Q(1;2)S, 1 Q(1;1)" },
	{ "source: repeated until the time is up, asked no more often",
	  "IN{1:100}",
	  { { 0, "BLOCK{1}" }, { HALF, "BLOCK{1}" }, { SEC(1), "BLOCK{1}" },
	    { SEC(1.5), "BLOCK{1}" }, { SEC(2), "BLOCK{1}" } },
	  SEC(10), "-", "0 Q(1;1), 1 Q(1;1)" },
	{ "source: joins one that is pending", "IN{1:100 2:100}",
	  { { 0, "BLOCK{1}" }, { HALF, "BLOCK{2}" } },
	  SEC(10), "-", "0 Q(1;1), 0.5 Q(1;1 2), 1.5 Q(1;2)" },
	{ "source: joins one that was answered", "IN{1:100 2:100}",
	  { { 0, "BLOCK{1}" }, { SEC(0.25), "ALLOW{1}" },
	    { HALF, "BLOCK{2}" } },
	  SEC(10), "IN{1:260.25}",
	  "0 Q(1;1), 0.5 Q(1;1)S, 0.5 Q(1;2), 1.5 Q(1;2)" },
	{ "source: excluded without an answer, in EXCLUDE mode",
	  "EX{1:100}@200", { { 0, "BLOCK{1 2}" } },
	  SEC(10), "EX{1:0 2:0}@190", "0 Q(1;1 2), 1 Q(1;1 2)" },
	{ "source: deleted while it is pending", "IN{1:100 2:100}",
	  { { 0, "BLOCK{1 2}" }, { HALF, "IS_EX{2}" } },
	  SEC(10), "EX{2:0}@260.5", "0 Q(1;1 2), 1 Q(1;2)" },
	{ "source: all deleted while they are pending", "IN{1:100}",
	  { { 0, "BLOCK{1}" }, { HALF, "IS_EX{}" } },
	  SEC(10), "EX{}@260.5", "0 Q(1;1)" },

	{ "both: the group while a source is pending", "EX{1:100}@200",
	  { { 0, "BLOCK{1}" }, { HALF, "TO_IN{}" } },
	  SEC(10), "-",
	  "0 Q(1;1), 0.5 Q(1), 1 Q(1;1), 1.5 Q(1)" },
	{ "both: a source while the group is pending", "EX{1:100}@200",
	  { { 0, "TO_IN{1}" }, { HALF, "BLOCK{1}" } },
	  SEC(10), "-",
	  "0 Q(1), 0.5 Q(1;1), 1 Q(1), 1.5 Q(1;1)" },
	{ "both: group answered, source not", "EX{1:100}@200",
	  { { 0, "TO_IN{}" }, { HALF, "IS_EX{1}" } },
	  SEC(10), "EX{1:0}@260.5",
	  "0 Q(1), 0 Q(1;1), 1 Q(1)S, 1 Q(1;1)" },
	{ "both: source answered, group not", "EX{1:100}@200",
	  { { 0, "TO_IN{}" }, { HALF, "ALLOW{1}" } },
	  SEC(10), "IN{1:260.5}",
	  "0 Q(1), 0 Q(1;1), 1 Q(1), 1 Q(1;1)S" },
};

SCRIPTS(ask);

static void asked(struct kunit *test)
{
	const struct family *family;

	for_each_family(family)
		play(lan_up_of(test, family), test->param_value);
}

/* Two groups do not affect each other. */
static void groups_are_asked_for_by_themselves(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	hear(lan, 0, "1/IS_EX{} 2/IS_EX{}");
	hear(lan, SEC(1), "1/TO_IN{}");
	hear(lan, SEC(1.5), "2/TO_IN{}");
	lan_run(lan, SEC(10));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan),
			   "1 Q(1), 1.5 Q(2), 2 Q(1), 2.5 Q(2)");
}

static const struct interval_row {
	const char *desc;
	u32 count;
	u32 interval_ms;
	const char *queries;
	ktime_t time;
} interval_rows[] = {
	{ "once", 1, 1000, "0 Q(1)", SEC(1) },
	{ "three times", 3, 1000, "0 Q(1), 1 Q(1), 2 Q(1)", SEC(3) },
	{ "twice as fast", 2, 500, "0 Q(1), 0.5 Q(1)", SEC(1) },
};

ROWS(interval);

/* RFC 9776 8.8, 8.9, 8.10: Last Member Query Time is the product. */
static void interval_and_count(struct kunit *test)
{
	const struct interval_row *row = test->param_value;
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_LAST_MEMBER_QUERY_COUNT, row->count);
	lan_set(lan, QR_PARAM_LAST_MEMBER_QUERY_INTERVAL, row->interval_ms);
	make_state(lan, THEN, "EX{}@200");
	hear(lan, THEN, "TO_IN{}");
	lan_run(lan, THEN + row->time - 1);
	EXPECT_STATE(lan, "EX{}@0.000000001");
	lan_run(lan, THEN + row->time);
	EXPECT_STATE(lan, "-");
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), row->queries);
	KUNIT_EXPECT_EQ(test, lan->last_asked.max_resp_ms, row->interval_ms);
}

/* RFC 9776 8.9: the count is the Robustness Variable unless it is set. */
static void count_is_the_robustness_variable(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_ROBUSTNESS, 4);
	hear(lan, SEC(10), "IS_EX{}");
	hear(lan, SEC(20), "TO_IN{}");
	EXPECT_STATE(lan, "EX{}@4");
	lan_run(lan, SEC(30));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan),
			   "20 Q(1), 21 Q(1), 22 Q(1), 23 Q(1)");
}

static void query_says_what_is_configured(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		union qr_addr group = address(family, family->group, 1);
		const struct qr_query *query = &lan->last_asked;

		lan_set(lan, QR_PARAM_ROBUSTNESS, 3);
		lan_set(lan, QR_PARAM_QUERY_INTERVAL, 60000);
		hear(lan, SEC(10), "IS_EX{}");
		hear(lan, SEC(20), "TO_IN{}");
		KUNIT_EXPECT_EQ(test, query->version,
				family->proto->version_max);
		KUNIT_EXPECT_TRUE(test, qr_addr_equal(&query->source,
						      &family->own));
		KUNIT_EXPECT_TRUE(test, qr_addr_equal(&query->group, &group));
		KUNIT_EXPECT_EQ(test, query->max_resp_ms, 1000U);
		KUNIT_EXPECT_EQ(test, query->robustness, 3U);
		KUNIT_EXPECT_EQ(test, query->query_interval_ms, 60000U);
	}
}

/* A timer that fires late delays nothing further. */
static void lateness_does_not_add_up(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_LAST_MEMBER_QUERY_COUNT, 4);
	hear(lan, SEC(10), "IS_EX{}");
	lan->lateness = MSEC(100);
	hear(lan, SEC(20), "TO_IN{}");
	lan_run(lan, SEC(30));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan),
			   "20 Q(1), 21.1 Q(1), 22.1 Q(1), 23.1 Q(1)");
}

/*
 * Bytes of a query for some sources: an IPv4 header with Router Alert and
 * RFC 9776 4.1, or an IPv6 header, hop-by-hop options and RFC 9777 5.1.
 */
static u32 size_for(const struct family *family, unsigned int sources)
{
	if (family->proto == &qr_igmp)
		return 24 + 12 + 4 * sources;
	return 40 + 8 + 28 + 16 * sources;
}

/* The S flag does not change how many fit. */
static void sources_are_split_at_the_mtu(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		lan_set_mtu(lan, size_for(family, 9) - 1);
		hear(lan, SEC(10), "IS_IN{1-17}");
		hear(lan, SEC(20), "BLOCK{1-17}");
		KUNIT_EXPECT_STREQ(test, lan_asked(lan),
				   "20 Q(1;1 2 3 4 5 6 7 8), 20 Q(1;9 10 11 12 13 14 15 16), 20 Q(1;17)");
		hear(lan, SEC(20.5), "ALLOW{1-9}");
		lan_run(lan, SEC(30));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan),
				   "21 Q(1;1 2 3 4 5 6 7 8)S, 21 Q(1;9)S, 21 Q(1;10 11 12 13 14 15 16 17)");
	}
}

static void sources_that_just_fit(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set_mtu(lan, size_for(lan->family, 9));
	hear(lan, SEC(10), "IS_IN{1-9}");
	hear(lan, SEC(20), "BLOCK{1-9}");
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "20 Q(1;1 2 3 4 5 6 7 8 9)");
}

/* The MTU changes while the second round is to come. */
static void mtu_changes_in_between(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	hear(lan, SEC(10), "IS_IN{1-9}");
	hear(lan, SEC(20), "BLOCK{1-9}");
	lan_set_mtu(lan, size_for(lan->family, 8));
	lan_run(lan, SEC(30));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan),
			   "20 Q(1;1 2 3 4 5 6 7 8 9), 21 Q(1;1 2 3 4 5 6 7 8), 21 Q(1;9)");
}

static const struct ethernet_row {
	const char *desc;
	const struct family *family;
	const char *joined, *left;
	unsigned int asked;
	u16 in_last;
} ethernet_rows[] = {
	{ "IGMP: (1500 - 24 - 12) / 4 = 366", &families[IGMP],
	  "IS_IN{1-366}", "BLOCK{1-366}", 1, 366 },
	{ "IGMP: one more", &families[IGMP],
	  "IS_IN{1-367}", "BLOCK{1-367}", 2, 1 },
	{ "MLD: (1500 - 48 - 28) / 16 = 89", &families[MLD],
	  "IS_IN{1-89}", "BLOCK{1-89}", 1, 89 },
	{ "MLD: one more", &families[MLD],
	  "IS_IN{1-90}", "BLOCK{1-90}", 2, 1 },
};

ROWS(ethernet);

/* RFC 9776 4.1.8, RFC 9777 5.1.10: as many as the MTU, and no more. */
static void an_ethernet_packet_is_full(struct kunit *test)
{
	const struct ethernet_row *row = test->param_value;
	struct lan *lan = lan_up_of(test, row->family);

	lan_set(lan, QR_PARAM_MAX_SOURCES, 367);
	hear(lan, SEC(10), row->joined);
	hear(lan, SEC(20), row->left);
	KUNIT_EXPECT_EQ(test, lan->asked, row->asked);
	KUNIT_EXPECT_EQ(test, lan->last_asked.list.count, row->in_last);
}

static const struct nothing_row {
	const char *desc;
	const struct family *family;
	const char *first, *second;
} nothing_rows[] = {
	{ "IGMP: four sources", &families[IGMP],
	  "20 Q(1;1 2 3 4), 20 Q(1;5 6)", "21 Q(1;1 2 3 4), 21 Q(1;5 6)" },
	{ "MLD: one", &families[MLD],
	  "20 Q(1;1), 20 Q(1;2), 20 Q(1;3), 20 Q(1;4), 20 Q(1;5), 20 Q(1;6)",
	  "21 Q(1;1), 21 Q(1;2), 21 Q(1;3), 21 Q(1;4), 21 Q(1;5), 21 Q(1;6)" },
};

ROWS(nothing);

/* An MTU that no link has: each query holds 16 bytes of sources. */
static void mtu_of_nothing(struct kunit *test)
{
	const struct nothing_row *row = test->param_value;
	struct lan *lan = lan_up_of(test, row->family);
	unsigned int longest = lan->longest;

	lan_set_mtu(lan, 0);
	lan->longest = longest;
	hear(lan, SEC(10), "IS_IN{1-6}");
	hear(lan, SEC(20), "BLOCK{1-6}");
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), row->first);
	lan_run(lan, SEC(30));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), row->second);
	EXPECT_STATE(lan, "-");
}

static const struct version_row {
	const char *desc;
	u8 version;
	struct script script;
} version_rows[] = {
	{ "v2: a group is asked for", 2,
	  { "", "EX{}@200", { { 0, "TO_IN{}" } }, SEC(10), "-",
	    "0 Q(1)/v2, 1 Q(1)/v2" } },
	{ "v2: a leave", 2,
	  { "", "EX{}@200", { { 0, "leave" } }, SEC(10), "-",
	    "0 Q(1)/v2, 1 Q(1)/v2" } },
	{ "v2: sources are not asked for, so they stay", 2,
	  { "", "IN{1:100}", { { 0, "BLOCK{1}" } }, SEC(10), "IN{1:90}", "" } },
	{ "v2: of a group and its sources only the group is asked for", 2,
	  { "", "EX{1:100}@200", { { 0, "TO_IN{}" } }, SEC(10), "IN{1:90}",
	    "0 Q(1)/v2, 1 Q(1)/v2" } },
	{ "v1: nothing is asked for, so it stays", 1,
	  { "", "EX{}@200", { { 0, "TO_IN{}" } }, SEC(10), "EX{}@190", "" } },
	{ "v1: a leave", 1,
	  { "", "EX{}@200", { { 0, "leave" } }, SEC(10), "EX{}@190", "" } },
	{ "v1: sources stay too", 1,
	  { "", "EX{1:100}@200", { { 0, "BLOCK{1}" } }, SEC(10),
	    "EX{1:90}@190", "" } },
};

ROWS(version);

/* RFC 2236 has no sources to ask for, RFC 1112 no groups. */
static void older_version_is_in_use(struct kunit *test)
{
	const struct version_row *row = test->param_value;
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_VERSION, row->version);
	play(lan, &row->script);
}

/* Pending queries continue as far as the other version can express them. */
static void version_changes_to_2_in_between(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, "EX{1:100}@200");
	hear(lan, THEN, "TO_IN{}");
	lan_run(lan, THEN + HALF);
	lan_set(lan, QR_PARAM_VERSION, 2);
	lan_run(lan, THEN + SEC(10));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan),
			   "0 Q(1), 0 Q(1;1), 1 Q(1)/v2");
}

static void version_changes_to_1_in_between(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, "EX{1:100}@200");
	hear(lan, THEN, "TO_IN{}");
	lan_run(lan, THEN + HALF);
	lan_set(lan, QR_PARAM_VERSION, 1);
	lan_run(lan, THEN + SEC(10));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "0 Q(1), 0 Q(1;1)");
}

static struct kunit_case ask_cases[] = {
	KUNIT_CASE_PARAM(asked, ask_gen_params),
	KUNIT_CASE(groups_are_asked_for_by_themselves),
	KUNIT_CASE_PARAM(interval_and_count, interval_gen_params),
	KUNIT_CASE(count_is_the_robustness_variable),
	KUNIT_CASE(query_says_what_is_configured),
	KUNIT_CASE(lateness_does_not_add_up),
	KUNIT_CASE(sources_are_split_at_the_mtu),
	KUNIT_CASE(sources_that_just_fit),
	KUNIT_CASE(mtu_changes_in_between),
	KUNIT_CASE_PARAM(an_ethernet_packet_is_full, ethernet_gen_params),
	KUNIT_CASE_PARAM(mtu_of_nothing, nothing_gen_params),
	KUNIT_CASE_PARAM(older_version_is_in_use, version_gen_params),
	KUNIT_CASE(version_changes_to_2_in_between),
	KUNIT_CASE(version_changes_to_1_in_between),
	{}
};

static struct kunit_suite ask_suite = {
	.name = "qr_ask",
	.test_cases = ask_cases,
};

kunit_test_suite(ask_suite);
