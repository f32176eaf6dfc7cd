// SPDX-License-Identifier: GPL-2.0
/*
 * RFC 9776 6.6.2 and 8.12: an older query brings the older version, for RV x QI
 * + its own Max Resp Time: 260 s by default. "156.25/v2" is a version 2 query
 * at 156.25 s.
 */
#include "fixture.h"

static void v2_querier_that_loses(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	qr_engine_take_events(&lan->engine);
	lan_hear(lan, SEC(40), general_query(2, HIGHER));
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_VERSION);
	lan_run(lan, SEC(410));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan),
			   "0 31.25 156.25/v2 281.25/v2 406.25");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_VERSION);
}

static void version_returns_exactly_on_time(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(40), general_query(2, HIGHER));
	lan_run(lan, SEC(300) - 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
}

/* 2 x 60 s + 10 s */
static void v1_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_QUERY_INTERVAL, 60000);
	lan_hear(lan, SEC(20), general_query(1, HIGHER));
	lan_run(lan, SEC(150) - 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 1);
	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan),
			   "0 15 75/v1 135/v1 195");
}

/* 2 x 125 s + 25.5 s */
static void max_resp_time_of_the_older_query_counts(struct kunit *test)
{
	struct qr_msg msg = general_query(2, HIGHER);
	struct lan *lan = lan_up(test);

	msg.max_resp_ms = 25500;
	lan_hear(lan, SEC(0), msg);
	lan_run(lan, SEC(275.5) - 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
	lan_run(lan, SEC(275.5));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
}

static void heard_again_it_lasts_longer(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(0), general_query(2, HIGHER));
	lan_hear(lan, SEC(125), general_query(2, HIGHER));
	lan_hear(lan, SEC(200), general_query(3, HIGHER));
	lan_run(lan, SEC(385) - 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
	lan_run(lan, SEC(385));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
}

static void lowest_of_two_and_then_the_other(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(0), general_query(1, HIGHER));
	lan_hear(lan, SEC(100), general_query(2, HIGHER));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 1);
	lan_run(lan, SEC(260));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
	lan_run(lan, SEC(360));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
}

static void who_is_older_is_known(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	KUNIT_EXPECT_FALSE(test, lan_status(lan).fell_back);
	lan_hear(lan, SEC(10), general_query(1, HIGHER));
	KUNIT_EXPECT_TRUE(test, lan_status(lan).fell_back);
	EXPECT_ADDR(test, lan_status(lan).oldest, HIGHER);
	lan_hear(lan, SEC(20), general_query(2, LOWER));
	EXPECT_ADDR(test, lan_status(lan).oldest, HIGHER);
	lan_run(lan, SEC(275));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
	KUNIT_EXPECT_TRUE(test, lan_status(lan).fell_back);
	lan_run(lan, SEC(280));
	KUNIT_EXPECT_FALSE(test, lan_status(lan).fell_back);
}

/* RFC 4541 2.1.1: a switch that helps out, and is not a router. */
static void query_without_an_address_has_no_version(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	u8 version;

	qr_engine_take_events(&lan->engine);
	for (version = 1; version <= 3; version++)
		lan_hear(lan, SEC(10), general_query(version, UNSPEC));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_HEARD_V1), 1ULL);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_HEARD_V2), 1ULL);

	/* Nor does it end or lengthen what a real one began, or take it over. */
	lan_hear(lan, SEC(20), general_query(2, HIGHER));
	lan_hear(lan, SEC(100), general_query(2, UNSPEC));
	EXPECT_ADDR(test, lan_status(lan).oldest, HIGHER);
	lan_run(lan, SEC(280) - 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
	lan_run(lan, SEC(280));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
}

/* Also for a querier without an address, or one that hides it. */
static void proxy_falls_back_for_real_queriers_alone(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_mode(lan, QR_MODE_PROXY);
	lan_start(lan);
	lan_hear(lan, SEC(10), general_query(2, UNSPEC));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
	lan_hear(lan, SEC(20), general_query(2, HIGHER));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
}

/* It is forgotten at 255 s as a querier, and at 260 s as an older one. */
static void v2_querier_that_wins(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(2, LOWER));
	lan_run(lan, SEC(425));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan),
			   "0 265/v2 296.25 421.25");
}

/* The winner's QRV 3 and QQIC 60 are in force: 3 x 60 s + 10 s. */
static void adopted_values_count_for_the_older_one_too(struct kunit *test)
{
	struct qr_msg winner = general_query(3, LOWER);
	struct lan *lan = lan_up(test);

	winner.robustness = 3;
	winner.query_interval_ms = 60000;
	lan_hear(lan, SEC(10), winner);
	lan_hear(lan, SEC(20), general_query(2, HIGHER));
	lan_run(lan, SEC(210) - 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
	lan_run(lan, SEC(210));
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
}

static void group_specific_v2_query(struct kunit *test)
{
	struct qr_msg msg = general_query(2, HIGHER);
	struct lan *lan = lan_up(test);

	msg.group = V4(239, 1, 2, 3);
	lan_hear(lan, SEC(10), msg);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
}

static void configured_version_2_hears_v3(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_VERSION, 2);
	lan_hear(lan, SEC(10), general_query(3, HIGHER));
	lan_run(lan, SEC(40));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25/v2");
}

static void configured_version_1_hears_v2(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_VERSION, 1);
	lan_hear(lan, SEC(10), general_query(2, HIGHER));
	lan_run(lan, SEC(40));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25/v1");
}

static void no_fallback_stays_at_the_configured_version(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_VERSION_FALLBACK, 0);
	qr_engine_take_events(&lan->engine);
	lan_hear(lan, SEC(10), general_query(1, HIGHER));
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25 281.25");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
}

static void fallback_turned_off_and_on_again(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(2, HIGHER));
	lan_set(lan, QR_PARAM_VERSION_FALLBACK, 0);
	lan_run(lan, SEC(40));
	lan_set(lan, QR_PARAM_VERSION_FALLBACK, 1);
	lan_run(lan, SEC(160));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25/v2");
}

static void configured_version_changes_at_once(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	qr_engine_take_events(&lan->engine);
	lan_set(lan, QR_PARAM_VERSION, 2);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_VERSION);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
	lan_set(lan, QR_PARAM_VERSION, 3);
	lan_run(lan, SEC(40));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25");
}

/* A change that was never visible is not reported. */
static void configured_version_changes_while_stopped(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set(lan, QR_PARAM_VERSION, 2);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 2);
	lan_start(lan);
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0/v2");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_STARTED);
}

static struct kunit_case engine_version_cases[] = {
	KUNIT_CASE(v2_querier_that_loses),
	KUNIT_CASE(version_returns_exactly_on_time),
	KUNIT_CASE(v1_querier),
	KUNIT_CASE(max_resp_time_of_the_older_query_counts),
	KUNIT_CASE(heard_again_it_lasts_longer),
	KUNIT_CASE(lowest_of_two_and_then_the_other),
	KUNIT_CASE(who_is_older_is_known),
	KUNIT_CASE(query_without_an_address_has_no_version),
	KUNIT_CASE(proxy_falls_back_for_real_queriers_alone),
	KUNIT_CASE(v2_querier_that_wins),
	KUNIT_CASE(adopted_values_count_for_the_older_one_too),
	KUNIT_CASE(group_specific_v2_query),
	KUNIT_CASE(configured_version_2_hears_v3),
	KUNIT_CASE(configured_version_1_hears_v2),
	KUNIT_CASE(no_fallback_stays_at_the_configured_version),
	KUNIT_CASE(fallback_turned_off_and_on_again),
	KUNIT_CASE(configured_version_changes_at_once),
	KUNIT_CASE(configured_version_changes_while_stopped),
	{}
};

static struct kunit_suite engine_version_suite = {
	.name = "qr_engine_version",
	.test_cases = engine_version_cases,
};

kunit_test_suite(engine_version_suite);
