// SPDX-License-Identifier: GPL-2.0
/*
 * With the RFC's defaults queries are due at 0, 31.25, 156.25, 281.25 ... s:
 * two of them a quarter of the Query Interval apart, then every 125 s.
 */
#include "fixture.h"
#include "schedule.h"

struct rhythm {
	struct qr_schedule schedule;
	struct qr_params params;
};

static int rhythm_init(struct kunit *test)
{
	struct rhythm *rhythm = kunit_kzalloc(test, sizeof(*rhythm),
					      GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rhythm);
	qr_params_init(&rhythm->params, 3);
	qr_schedule_start(&rhythm->schedule, LAN_EPOCH);
	test->priv = rhythm;
	return 0;
}

static bool take(struct kunit *test, ktime_t at)
{
	struct rhythm *rhythm = test->priv;

	return qr_schedule_take(&rhythm->schedule, &rhythm->params,
				ktime_add(LAN_EPOCH, at));
}

static ktime_t next(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	return ktime_sub(qr_schedule_next(&rhythm->schedule, &rhythm->params),
			 LAN_EPOCH);
}

/* The last of the startup burst is at 31.25 s. */
static void take_startup_burst(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, take(test, SEC(0)));
	KUNIT_ASSERT_TRUE(test, take(test, SEC(31.25)));
}

static void first_query_is_due_at_once(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, next(test), SEC(0));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(0)));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(0)));
}

static void startup_burst_then_query_interval(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, take(test, SEC(0)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(31.25));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(31.25)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(156.25));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(156.25)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(281.25));
}

static void not_a_nanosecond_early(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, take(test, SEC(0)));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(31.25) - 1));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(31.25)));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(156.25) - 1));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(156.25)));
}

static void late_queries_do_not_drift(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, take(test, SEC(1)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(31.25));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(50)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(156.25));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(281)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(281.25));
}

static void slept_through_an_interval(struct kunit *test)
{
	take_startup_burst(test);
	KUNIT_EXPECT_TRUE(test, take(test, SEC(281.25) + 1));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(281.25) + 1));
	KUNIT_EXPECT_EQ(test, next(test), SEC(406.25) + 1);
}

/* One is due at 156.25 and one at 281.25: the LAN needs one of them. */
static void slept_through_exactly_one_interval(struct kunit *test)
{
	take_startup_burst(test);
	KUNIT_EXPECT_TRUE(test, take(test, SEC(281.25)));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(281.25)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(406.25));
}

static void slept_for_a_day(struct kunit *test)
{
	take_startup_burst(test);
	KUNIT_EXPECT_TRUE(test, take(test, SEC(86400)));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(86400)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(86525));
}

static void startup_count_1(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	rhythm->params.startup_query_count = 1;
	KUNIT_EXPECT_TRUE(test, take(test, SEC(0)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(125));
}

static void startup_count_255(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;
	int i;

	rhythm->params.startup_query_count = 255;
	rhythm->params.startup_query_interval_ms = 1000;
	for (i = 0; i < 255; i++) {
		KUNIT_ASSERT_EQ(test, next(test), i * SEC(1));
		KUNIT_ASSERT_TRUE(test, take(test, i * SEC(1)));
	}
	KUNIT_EXPECT_EQ(test, next(test), SEC(254 + 125));
}

static void startup_interval_longer_than_query_interval(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	rhythm->params.startup_query_interval_ms = 200000;
	KUNIT_EXPECT_TRUE(test, take(test, SEC(0)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(200));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(200)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(325));
}

static void new_interval_counts_from_the_last_query(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	take_startup_burst(test);
	rhythm->params.query_interval_ms = 60000;
	KUNIT_EXPECT_EQ(test, next(test), SEC(91.25));
	rhythm->params.query_interval_ms = 300000;
	KUNIT_EXPECT_EQ(test, next(test), SEC(331.25));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(331.25)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(631.25));
}

static void new_startup_interval_within_the_burst(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	KUNIT_EXPECT_TRUE(test, take(test, SEC(0)));
	rhythm->params.startup_query_interval_ms = 5000;
	KUNIT_EXPECT_EQ(test, next(test), SEC(5));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(5)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(130));
}

static void changed(struct kunit *test, u32 query_interval_ms, ktime_t at)
{
	struct rhythm *rhythm = test->priv;
	struct qr_params old = rhythm->params;

	rhythm->params.query_interval_ms = query_interval_ms;
	qr_schedule_changed(&rhythm->schedule, &old, &rhythm->params,
			    ktime_add(LAN_EPOCH, at));
}

static void new_interval_is_not_over_yet(struct kunit *test)
{
	take_startup_burst(test);
	changed(test, 60000, SEC(91));
	KUNIT_EXPECT_EQ(test, next(test), SEC(91.25));
}

static void new_interval_is_over_already(struct kunit *test)
{
	take_startup_burst(test);
	changed(test, 60000, SEC(92));
	KUNIT_EXPECT_EQ(test, next(test), SEC(92));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(92)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(152));
}

static void new_interval_before_the_first_query(struct kunit *test)
{
	changed(test, 60000, SEC(0));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(0)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(15));
}

static void higher_startup_count_prolongs_the_burst(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	KUNIT_EXPECT_TRUE(test, take(test, SEC(0)));
	rhythm->params.startup_query_count = 3;
	KUNIT_EXPECT_TRUE(test, take(test, SEC(31.25)));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(62.5)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(187.5));
}

/* As if it had always been so: two of two are out. */
static void lower_startup_count_ends_the_burst(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	rhythm->params.startup_query_count = 4;
	take_startup_burst(test);
	rhythm->params.startup_query_count = 2;
	changed(test, 125000, SEC(40));
	KUNIT_EXPECT_EQ(test, next(test), SEC(156.25));
}

static void higher_startup_count_does_not_restart_the_burst(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	take_startup_burst(test);
	rhythm->params.startup_query_count = 200;
	KUNIT_EXPECT_EQ(test, next(test), SEC(156.25));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(156.25)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(281.25));
}

static void extra_query_keeps_the_rhythm(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	take_startup_burst(test);
	qr_schedule_extra(&rhythm->schedule, 0);
	KUNIT_EXPECT_LE(test, next(test), SEC(100));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(100)));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(100)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(156.25));
}

static void extra_query_is_not_one_of_the_burst(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	KUNIT_EXPECT_TRUE(test, take(test, SEC(0)));
	qr_schedule_extra(&rhythm->schedule, 0);
	KUNIT_EXPECT_TRUE(test, take(test, SEC(10)));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(31.25)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(156.25));
}

static void extra_query_with_a_regular_one_is_one(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	take_startup_burst(test);
	qr_schedule_extra(&rhythm->schedule, 0);
	qr_schedule_extra(&rhythm->schedule, 0);
	KUNIT_EXPECT_TRUE(test, take(test, SEC(156.25)));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(156.25)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(281.25));
}

static void extra_query_waits_for_its_time(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	take_startup_burst(test);
	qr_schedule_extra(&rhythm->schedule, ktime_add(LAN_EPOCH, SEC(50)));
	qr_schedule_extra(&rhythm->schedule, ktime_add(LAN_EPOCH, SEC(60)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(50));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(49)));
	qr_schedule_extra(&rhythm->schedule, ktime_add(LAN_EPOCH, SEC(45)));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(49)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(156.25));
}

/* A start that is to come is not brought forward: its query serves as both. */
static void extra_query_waits_for_the_start(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	qr_schedule_start(&rhythm->schedule, ktime_add(LAN_EPOCH, SEC(10)));
	qr_schedule_extra(&rhythm->schedule, 0);
	KUNIT_EXPECT_EQ(test, next(test), SEC(10));
	KUNIT_EXPECT_FALSE(test, take(test, SEC(9)));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(10)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(41.25));
}

static void start_again(struct kunit *test)
{
	struct rhythm *rhythm = test->priv;

	take_startup_burst(test);
	qr_schedule_extra(&rhythm->schedule, 0);
	qr_schedule_start(&rhythm->schedule, ktime_add(LAN_EPOCH, SEC(100)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(100));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(100)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(131.25));
	KUNIT_EXPECT_TRUE(test, take(test, SEC(131.25)));
	KUNIT_EXPECT_EQ(test, next(test), SEC(256.25));
}

static struct kunit_case schedule_cases[] = {
	KUNIT_CASE(first_query_is_due_at_once),
	KUNIT_CASE(startup_burst_then_query_interval),
	KUNIT_CASE(not_a_nanosecond_early),
	KUNIT_CASE(late_queries_do_not_drift),
	KUNIT_CASE(slept_through_an_interval),
	KUNIT_CASE(slept_through_exactly_one_interval),
	KUNIT_CASE(slept_for_a_day),
	KUNIT_CASE(startup_count_1),
	KUNIT_CASE(startup_count_255),
	KUNIT_CASE(startup_interval_longer_than_query_interval),
	KUNIT_CASE(new_interval_counts_from_the_last_query),
	KUNIT_CASE(new_interval_is_not_over_yet),
	KUNIT_CASE(new_interval_is_over_already),
	KUNIT_CASE(new_interval_before_the_first_query),
	KUNIT_CASE(new_startup_interval_within_the_burst),
	KUNIT_CASE(higher_startup_count_prolongs_the_burst),
	KUNIT_CASE(lower_startup_count_ends_the_burst),
	KUNIT_CASE(higher_startup_count_does_not_restart_the_burst),
	KUNIT_CASE(extra_query_keeps_the_rhythm),
	KUNIT_CASE(extra_query_is_not_one_of_the_burst),
	KUNIT_CASE(extra_query_with_a_regular_one_is_one),
	KUNIT_CASE(extra_query_waits_for_its_time),
	KUNIT_CASE(extra_query_waits_for_the_start),
	KUNIT_CASE(start_again),
	{}
};

static struct kunit_suite schedule_suite = {
	.name = "qr_schedule",
	.init = rhythm_init,
	.test_cases = schedule_cases,
};

kunit_test_suite(schedule_suite);
