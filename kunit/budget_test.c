// SPDX-License-Identifier: GPL-2.0
/* How much members may take of a pool, alone and beside others. */
#include "budget.h"
#include "members.h"

#define PIECE	100UL

/* Take this many more pieces, or as many as are allowed. */
static unsigned int take_all(struct qr_budget *budget)
{
	unsigned int pieces = 0;

	for (; qr_budget_allows(budget, PIECE); pieces++)
		qr_budget_take(budget, PIECE);
	return pieces;
}

static void one_gets_half(struct kunit *test)
{
	struct qr_pool pool = { .limit = 10 * PIECE };
	struct qr_budget budget = { .pool = &pool };

	/* The last one when it holds as much as is left. */
	KUNIT_EXPECT_EQ(test, take_all(&budget), 6U);
	KUNIT_EXPECT_EQ(test, budget.held, 6 * PIECE);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pool.held), 6L * PIECE);
	qr_budget_give(&budget, PIECE);
	KUNIT_EXPECT_EQ(test, take_all(&budget), 1U);
}

static void the_rest_is_for_others(struct kunit *test)
{
	struct qr_pool pool = { .limit = 10 * PIECE };
	struct qr_budget first = { .pool = &pool };
	struct qr_budget second = { .pool = &pool };
	struct qr_budget third = { .pool = &pool };

	KUNIT_EXPECT_EQ(test, take_all(&first), 6U);
	KUNIT_EXPECT_EQ(test, take_all(&second), 3U);
	KUNIT_EXPECT_EQ(test, take_all(&third), 1U);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pool.held), 10L * PIECE);
	qr_budget_give(&second, PIECE);
	KUNIT_EXPECT_EQ(test, take_all(&first), 0U);
	KUNIT_EXPECT_EQ(test, take_all(&third), 1U);
}

static void never_more_than_there_is(struct kunit *test)
{
	struct qr_pool pool = { .limit = PIECE };
	struct qr_budget budget = { .pool = &pool };

	KUNIT_EXPECT_FALSE(test, qr_budget_allows(&budget, PIECE + 1));
	KUNIT_EXPECT_TRUE(test, qr_budget_allows(&budget, PIECE));
}

static void lowered_limit_takes_nothing_away(struct kunit *test)
{
	struct qr_pool pool = { .limit = 10 * PIECE };
	struct qr_budget budget = { .pool = &pool };

	take_all(&budget);
	pool.limit = 2 * PIECE;
	KUNIT_EXPECT_EQ(test, budget.held, 6 * PIECE);
	KUNIT_EXPECT_FALSE(test, qr_budget_allows(&budget, 1));
	qr_budget_give(&budget, 5 * PIECE);
	KUNIT_EXPECT_EQ(test, take_all(&budget), 1U);
}

/* It holds as much as its members cost, and so does the pool. */
static void expect_exact(struct lan *lan)
{
	KUNIT_EXPECT_EQ(lan->test, lan->engine.members.budget.held,
			lan_memory(lan));
	KUNIT_EXPECT_EQ(lan->test, atomic_long_read(&lan->pool.held),
			(long)lan_memory(lan));
}

static void report_groups(struct lan *lan, ktime_t at, unsigned int count)
{
	char report[16];
	unsigned int i;

	for (i = 1; i <= count; i++) {
		snprintf(report, sizeof(report), "%u/IS_EX{}", i);
		hear(lan, at, report);
	}
}

static void groups_beyond_are_refused(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		lan->pool.limit = 10 * QR_GROUP_SIZE;
		qr_engine_take_events(&lan->engine);
		report_groups(lan, SEC(1), 6);
		KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
		hear(lan, SEC(2), "7/IS_EX{}");
		KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 6U);
		KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_MEMORY_LIMIT),
				1ULL);
		KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
				QR_EVENT_LIMIT);
		KUNIT_EXPECT_EQ(test, lan_status(lan).refusal,
				QR_IGNORED_MEMORY_LIMIT);
		expect_exact(lan);

		/* Those that are there go on, and make room when they end. */
		hear(lan, SEC(100), "1/IS_EX{}");
		KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_MEMORY_LIMIT),
				1ULL);
		lan_run(lan, SEC(271));
		KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 1U);
		expect_exact(lan);
		hear(lan, SEC(272), "7/IS_EX{}");
		KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 2U);
	}
}

static const struct part_row {
	const char *desc;
	const char *start;
	const char *record;
	size_t left;		/* of the pool, besides as much as it holds */
	const char *after;	/* NULL: refused */
} part_rows[] = {
	{ "two sources more", "IN{1:100}", "ALLOW{2 3}",
	  2 * QR_SOURCE_SIZE, "IN{1:100 2:270 3:270}" },
	{ "three sources more", "IN{1:100}", "ALLOW{2-5}",
	  2 * QR_SOURCE_SIZE, NULL },
	{ "no source more", "EX{1:100}@200", "IS_EX{2}", 0, NULL },
	{ "those that are there", "IN{1:100 2:100}", "ALLOW{1 2}", 0,
	  "IN{1:270 2:270}" },
	{ "a change of mode", "IN{1:100 2:100}", "TO_EX{}", 0, "EX{}@270" },
};

ROWS(part);

/* Without memory for its sources a record has no effect at all. */
static void record_fits_or_is_refused(struct kunit *test)
{
	const struct part_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		make_state(lan, THEN, row->start);
		/* Half of what is left when it holds so much. */
		lan->pool.limit = 2 * lan_memory(lan) - 1 + 2 * row->left -
				  (row->left ? 2 * QR_SOURCE_SIZE - 1 : 0);
		hear(lan, THEN, row->record);
		EXPECT_STATE(lan, row->after ?: row->start);
		KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_MEMORY_LIMIT),
				row->after ? 0ULL : 1ULL);
		expect_exact(lan);
	}
}

/* While old ones are freed both count; each is given back once. */
static void forgotten_members_count_until_freed(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	struct qr_membership old;
	size_t before;

	hear(lan, SEC(1), "1/IS_EX{} 2/ALLOW{1 2} 3/IS_EX{}");
	before = lan_memory(lan);
	lan_detach_members(lan, &old);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&lan->pool.held), (long)before);
	KUNIT_EXPECT_EQ(test, old.budget.held, before);
	hear(lan, SEC(2), "5/ALLOW{1}");
	KUNIT_EXPECT_EQ(test, lan->engine.members.budget.held, lan_memory(lan));
	KUNIT_EXPECT_EQ(test, atomic_long_read(&lan->pool.held),
			(long)(before + lan_memory(lan)));
	while (qr_engine_free_members(&lan->engine, &old, 1))
		;
	KUNIT_EXPECT_EQ(test, old.budget.held, 0UL);
	expect_exact(lan);
}

/* A query's sources are in the packet: it takes nothing from the pool. */
static void query_needs_no_budget(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	hear(lan, SEC(1), "ALLOW{1 2}");
	hear(lan, SEC(2), "BLOCK{1}");
	expect_exact(lan);
	lan_set_mtu(lan, 576);
	expect_exact(lan);

	lan->pool.limit = 0;
	hear(lan, SEC(2.5), "BLOCK{2}");
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "2 Q(1;1), 2.5 Q(1;1 2)");
	expect_exact(lan);
}

static struct kunit_case budget_cases[] = {
	KUNIT_CASE(one_gets_half),
	KUNIT_CASE(the_rest_is_for_others),
	KUNIT_CASE(never_more_than_there_is),
	KUNIT_CASE(lowered_limit_takes_nothing_away),
	KUNIT_CASE(groups_beyond_are_refused),
	KUNIT_CASE_PARAM(record_fits_or_is_refused, part_gen_params),
	KUNIT_CASE(forgotten_members_count_until_freed),
	KUNIT_CASE(query_needs_no_budget),
	{}
};

static struct kunit_suite budget_suite = {
	.name = "qr_budget",
	.test_cases = budget_cases,
};

kunit_test_suite(budget_suite);
