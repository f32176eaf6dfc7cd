// SPDX-License-Identifier: GPL-2.0
/*
 * A leave when there is no room: the group is queried all the same, beside the
 * table, so that a full table is no worse than none.
 */
#include "members.h"

#define MOST_AT_A_TIME	64
#define OTHER		"9/IS_EX{}"

/**
 * struct way - a way to run out of room
 * @family: whose members
 * @fill: leave no room
 * @counter: counts what is refused
 */
struct way {
	enum family_id family;
	void (*fill)(struct lan *lan);
	enum qr_verdict counter;
};

static void fill_table(struct lan *lan)
{
	lan_set(lan, QR_PARAM_MAX_GROUPS, 1);
}

static void fill_memory(struct lan *lan)
{
	lan->pool.limit = 0;
}

static const struct way ways[] = {
	{ IGMP, fill_table, QR_IGNORED_GROUP_LIMIT },
	{ IGMP, fill_memory, QR_IGNORED_MEMORY_LIMIT },
	{ MLD, fill_table, QR_IGNORED_GROUP_LIMIT },
	{ MLD, fill_memory, QR_IGNORED_MEMORY_LIMIT },
};

#define for_each_way(way)						\
	for (way = ways; way < ways + ARRAY_SIZE(ways); way++)

/* Group 9 is known, and there is no room for another one. */
static struct lan *lan_full(struct kunit *test, const struct family *family,
			    const struct way *way)
{
	struct lan *lan = lan_up_of(test, family);

	hear(lan, SEC(5), OTHER);
	way->fill(lan);
	lan_seen(lan);
	return lan;
}

static void make_room(struct lan *lan)
{
	lan_set(lan, QR_PARAM_MAX_GROUPS, 2);
	lan->pool.limit = LONG_MAX;
}

static const struct unkept_row {
	const char *desc;
	const char *report;
	const char *queries;
	bool refused;
} unkept_rows[] = {
	{ "leave", "leave", "10 Q(1), 11 Q(1)", false },
	{ "TO_IN()", "TO_IN{}", "10 Q(1), 11 Q(1)", false },
	{ "TO_IN(A)", "TO_IN{1}", "10 Q(1), 11 Q(1)", true },
	{ "BLOCK()", "BLOCK{}", "10 Q(1), 11 Q(1)", false },
	{ "BLOCK(A)", "BLOCK{1}", "10 Q(1), 11 Q(1)", false },
	{ "v1 report", "v1", "", true },
	{ "v2 report", "v2", "", true },
	{ "IS_IN()", "IS_IN{}", "", false },
	{ "IS_IN(A)", "IS_IN{1}", "", true },
	{ "IS_EX()", "IS_EX{}", "", true },
	{ "TO_EX(A)", "TO_EX{1}", "", true },
	{ "ALLOW()", "ALLOW{}", "", false },
	{ "ALLOW(A)", "ALLOW{1}", "", true },
};

ROWS(unkept);

static void group_without_room(struct lan *lan, const struct way *way,
			       const struct unkept_row *row)
{
	struct kunit *test = lan->test;

	hear(lan, SEC(10), row->report);
	EXPECT_STATE(lan, "-");
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 1U);
	lan_run(lan, SEC(12));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), row->queries);
	KUNIT_EXPECT_FALSE(test, lan->last_asked.suppress);
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, way->counter),
			row->refused ? 1ULL : 0ULL);
	/* It causes no event, neither at the start nor at the end. */
	KUNIT_EXPECT_STREQ(test, lan_seen(lan), row->refused ? "(1?)" : "(1)");
	KUNIT_EXPECT_EQ(test, lan->engine.members.asked, 0U);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 1U);
}

static void leave_without_room_is_asked_for(struct kunit *test)
{
	const struct way *way;

	for_each_way(way) {
		struct lan *lan = lan_full(test, &families[way->family], way);

		group_without_room(lan, way, test->param_value);
	}
}

/* There was no such group, so there is nothing to query. */
static void leave_with_room_is_not_asked_for(struct kunit *test)
{
	const struct unkept_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		hear(lan, SEC(5), OTHER);
		lan_set(lan, QR_PARAM_MAX_GROUPS, 2);
		hear(lan, SEC(10), row->report);
		lan_run(lan, SEC(20));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
	}
}

static void repeated_leave_is_asked_for_no_more_often(struct kunit *test)
{
	const struct way *way;

	for_each_way(way)
		expect_asked_once(lan_full(test, &families[way->family], way));
}

static void older_version_asks_in_it(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_full(test, family, &ways[0]);
		u8 version = family->proto->version_leave;
		char queries[64] = "";

		lan_set(lan, QR_PARAM_VERSION, version);
		hear(lan, SEC(10), "leave");
		lan_run(lan, SEC(20));
		append(queries, sizeof(queries), "10 Q(1)/v%u, 11 Q(1)/v%u",
		       version, version);
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), queries);
	}
}

static void igmpv1_asks_nothing(struct kunit *test)
{
	expect_igmpv1_silent(lan_full(test, &families[IGMP], &ways[0]));
}

static void non_querier_asks_nothing(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_full(test, family, &ways[0]);
		u8 version = family->proto->version_max;

		lan_hear(lan, SEC(6), general_query(version, family->lower));
		hear(lan, SEC(10), "leave");
		hear(lan, SEC(10), "2/TO_IN{} 3/BLOCK{1} 4/TO_IN{1}");
		KUNIT_EXPECT_EQ(test, lan->engine.members.asked, 0U);
		lan_run(lan, SEC(20));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
	}
}

static void leave_all(struct lan *lan, ktime_t at, unsigned int groups)
{
	char report[16];
	unsigned int i;

	for (i = 101; i <= 100 + groups; i++) {
		snprintf(report, sizeof(report), "%u/leave", i);
		hear(lan, at, report);
	}
}

/* Anyone can leave any number of groups. */
static void many_leave_at_once(struct kunit *test)
{
	const struct way *way;

	for_each_way(way) {
		struct lan *lan = lan_full(test, &families[way->family], way);

		leave_all(lan, SEC(10), 1000);
		KUNIT_EXPECT_EQ(test, lan->asked, (unsigned int)MOST_AT_A_TIME);
		KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 1U);
		KUNIT_EXPECT_EQ(test,
				lan_ignored(lan, QR_IGNORED_GROUP_LIMIT),
				1000ULL - MOST_AT_A_TIME);
		lan_run(lan, SEC(12));
		KUNIT_EXPECT_EQ(test, lan->asked, 2U * MOST_AT_A_TIME);
		KUNIT_EXPECT_EQ(test, lan->engine.members.asked, 0U);
	}
}

/* They are beside the table, which keeps as many groups as before. */
static void asked_groups_take_no_place(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_full(test, family, &ways[0]);

		leave_all(lan, SEC(10), MOST_AT_A_TIME);
		lan_set(lan, QR_PARAM_MAX_GROUPS, 3);
		hear(lan, SEC(10), "1/IS_EX{} 2/IS_EX{} 3/IS_EX{}");
		KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 3U);
		KUNIT_EXPECT_STREQ(test, state_of(lan, 2), "EX{}@270");
		KUNIT_EXPECT_STREQ(test, state_of(lan, 3), "-");
		KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_GROUP_LIMIT),
				1ULL);
	}
}

static const struct answer_row {
	const char *desc;
	const char *report;	/* at 10.5, half a second after the leave */
	const char *seen;
	const char *after;
	const char *queries;
	const char *end;	/* what is seen then */
} answer_rows[] = {
	{ "IS_EX()", "IS_EX{}", "+1 (1)", "EX{}@270", "10 Q(1), 11 Q(1)S",
	  "!1" },
	{ "v2 report", "v2", "+1 (1)", "EX{}@270", "10 Q(1), 11 Q(1)S",
	  "!1" },
	{ "TO_EX(A)", "TO_EX{1}", "+1 +1/1 (1)", "EX{1:0}@270",
	  "10 Q(1), 11 Q(1)S", "!1/1 !1" },
	{ "ALLOW(A)", "ALLOW{1}", "+1 +1/1 (1)", "IN{1:270}", "10 Q(1)",
	  "!1/1 !1" },
	{ "IS_IN(A)", "IS_IN{1}", "+1 +1/1 (1)", "IN{1:270}", "10 Q(1)",
	  "!1/1 !1" },
	{ "TO_IN(A)", "TO_IN{1}", "+1 +1/1 (1)", "IN{1:270}", "10 Q(1)",
	  "!1/1 !1" },
	{ "TO_IN()", "TO_IN{}", "(1)", "-", "10 Q(1), 11 Q(1)", "" },
};

ROWS(answer);

/* There is room again when a host answers: its group is kept like all others. */
static void answer_is_kept(struct kunit *test)
{
	const struct answer_row *row = test->param_value;
	const struct way *way;

	for_each_way(way) {
		struct lan *lan = lan_full(test, &families[way->family], way);

		hear(lan, SEC(10), "leave");
		make_room(lan);
		lan_seen(lan);
		hear(lan, SEC(10.5), row->report);
		KUNIT_EXPECT_STREQ(test, lan_seen(lan), row->seen);
		EXPECT_STATE(lan, row->after);
		hear(lan, SEC(15), OTHER);
		lan_seen(lan);
		lan_run(lan, SEC(281));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), row->queries);
		KUNIT_EXPECT_STREQ(test, lan_seen(lan), row->end);
		KUNIT_EXPECT_EQ(test, lan->engine.members.asked, 0U);
		KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 1U);
	}
}

static void answer_without_room_is_refused(struct kunit *test)
{
	const struct way *way;

	for_each_way(way) {
		struct lan *lan = lan_full(test, &families[way->family], way);

		hear(lan, SEC(10), "leave");
		lan_seen(lan);
		hear(lan, SEC(10.5), "IS_EX{}");
		KUNIT_EXPECT_STREQ(test, lan_seen(lan), "(1?)");
		KUNIT_EXPECT_EQ(test, lan_ignored(lan, way->counter), 1ULL);
		EXPECT_STATE(lan, "-");
		lan_run(lan, SEC(20));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), "10 Q(1), 11 Q(1)");
	}
}

static struct kunit_case full_cases[] = {
	KUNIT_CASE_PARAM(leave_without_room_is_asked_for, unkept_gen_params),
	KUNIT_CASE_PARAM(leave_with_room_is_not_asked_for, unkept_gen_params),
	KUNIT_CASE(repeated_leave_is_asked_for_no_more_often),
	KUNIT_CASE(older_version_asks_in_it),
	KUNIT_CASE(igmpv1_asks_nothing),
	KUNIT_CASE(non_querier_asks_nothing),
	KUNIT_CASE(many_leave_at_once),
	KUNIT_CASE(asked_groups_take_no_place),
	KUNIT_CASE_PARAM(answer_is_kept, answer_gen_params),
	KUNIT_CASE(answer_without_room_is_refused),
	{}
};

static struct kunit_suite full_suite = {
	.name = "qr_full",
	.test_cases = full_cases,
};

kunit_test_suite(full_suite);
