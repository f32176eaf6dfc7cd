// SPDX-License-Identifier: GPL-2.0
/* The general query that this host's own stack hears later. */
#include "fixture.h"

static bool is_same(const struct qr_query *a, const struct qr_query *b)
{
	return a->version == b->version &&
	       qr_addr_equal(&a->source, &b->source) &&
	       qr_addr_equal(&a->group, &b->group) &&
	       a->max_resp_ms == b->max_resp_ms && a->suppress == b->suppress &&
	       a->robustness == b->robustness &&
	       a->query_interval_ms == b->query_interval_ms &&
	       a->list.count == b->list.count;
}

static void repeats_the_last_query(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	struct qr_query query;

	KUNIT_ASSERT_TRUE(test, qr_engine_repeat_query(&lan->engine, &query));
	KUNIT_EXPECT_TRUE(test, is_same(&query, &lan->last));
	lan_hear(lan, SEC(10), general_query(3, LOWER));
	KUNIT_EXPECT_FALSE(test, qr_engine_repeat_query(&lan->engine, &query));
}

static void stopped_repeats_nothing(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	struct qr_query query;

	lan_stop(lan);
	KUNIT_EXPECT_FALSE(test, qr_engine_repeat_query(&lan->engine, &query));
}

static struct kunit_case repeat_cases[] = {
	KUNIT_CASE(repeats_the_last_query),
	KUNIT_CASE(stopped_repeats_nothing),
	{}
};

static struct kunit_suite repeat_suite = {
	.name = "qr_repeat",
	.test_cases = repeat_cases,
};

kunit_test_suite(repeat_suite);
