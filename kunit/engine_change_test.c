// SPDX-License-Identifier: GPL-2.0
/*
 * What the administrator and the interface change under a running engine.
 * The link comes up at 0; undisturbed, queries are at 0, 31.25, 156.25 ... s.
 */
#include "fixture.h"

static const struct interval_row {
	const char *desc;
	u32 query_interval_ms;
	const char *queries;	/* until 500, changed at 200 */
} interval_rows[] = {
	{ "longer: counts from 156.25", 200000, "356.25" },
	{ "shorter: counts from 156.25", 60000,
	  "216.25 276.25 336.25 396.25 456.25" },
	{ "due since 186.25: at once, and from then", 30000,
	  "200 230 260 290 320 350 380 410 440 470 500" },
	{ "due for longer than that: at once, and from then", 20000,
	  "200 220 240 260 280 300 320 340 360 380 400 420 440 460 480 500" },
	{ "due at this very moment", 43750,
	  "200 243.75 287.5 331.25 375 418.75 462.5" },
};

ROWS(interval);

static void query_interval(struct kunit *test)
{
	const struct interval_row *row = test->param_value;
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25");
	lan_set(lan, QR_PARAM_QUERY_INTERVAL, row->query_interval_ms);
	lan_run(lan, SEC(500));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), row->queries);
	KUNIT_EXPECT_EQ(test, lan->last.query_interval_ms,
			row->query_interval_ms);
}

/* The startup interval follows, a quarter of it. */
static void query_interval_within_the_burst(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(5));
	lan_set(lan, QR_PARAM_QUERY_INTERVAL, 60000);
	lan_run(lan, SEC(140));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 15 75 135");
}

static void startup_interval_within_the_burst(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(10));
	lan_set(lan, QR_PARAM_STARTUP_QUERY_INTERVAL, 20000);
	lan_run(lan, SEC(150));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 20 145");
}

static void startup_count_within_the_burst(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_STARTUP_QUERY_COUNT, 4);
	lan_run(lan, SEC(220));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan),
			   "0 31.25 62.5 93.75 218.75");
}

static void startup_count_after_the_burst(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(50));
	lan_set(lan, QR_PARAM_STARTUP_QUERY_COUNT, 4);
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25 281.25");
}

/* RFC 9776 8.7: the startup count is the robustness unless it is written. */
static void robustness_and_response_interval(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_ROBUSTNESS, 3);
	lan_set(lan, QR_PARAM_QUERY_RESPONSE_INTERVAL, 5000);
	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 62.5 187.5");
	KUNIT_EXPECT_EQ(test, lan->last.robustness, 3U);
	KUNIT_EXPECT_EQ(test, lan->last.max_resp_ms, 5000U);
}

/* 2 x 125 s + 20 s / 2 */
static void response_interval_of_a_non_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER));
	lan_set(lan, QR_PARAM_QUERY_RESPONSE_INTERVAL, 20000);
	lan_run(lan, SEC(280));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 270");
}

static void unrelated_change_sends_nothing(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	qr_engine_take_events(&lan->engine);
	lan_run(lan, SEC(10));
	lan_set(lan, QR_PARAM_ACCEPT_OFF_SUBNET, 1);
	lan_run(lan, SEC(20));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
}

/* The timer fires late, and a parameter is written before it does. */
static void unrelated_change_keeps_the_rhythm(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(150));
	lan->lateness = SEC(2);
	lan_run(lan, SEC(157));
	lan->lateness = 0;
	lan_set(lan, QR_PARAM_ACCEPT_OFF_SUBNET, 1);
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 157 281.25");
}

static void querier_becomes_passive(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	qr_engine_take_events(&lan->engine);
	lan_run(lan, SEC(10));
	lan_set_mode(lan, QR_MODE_PASSIVE);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_STOPPED);
	KUNIT_EXPECT_FALSE(test, lan_status(lan).known);
	lan_run(lan, SEC(500));
	lan_set_mode(lan, QR_MODE_ELECT);
	lan_run(lan, SEC(540));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 500 531.25");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_STARTED);
}

static void passive_watches_and_never_sends(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_mode(lan, QR_MODE_PASSIVE);
	lan_start(lan);
	lan_hear(lan, SEC(10), general_query(3, HIGHER));
	EXPECT_ADDR(test, lan_status(lan).address, HIGHER);
	KUNIT_EXPECT_EQ(test, lan_status(lan).other_expires, SEC(255));
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_OTHER_CHANGED);
	lan_set_source(lan, LOWER);
	lan_query_now(lan);
	lan_run(lan, SEC(265));
	KUNIT_EXPECT_FALSE(test, lan_status(lan).known);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_STOPPED);
	lan_run(lan, SEC(1000));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "");
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_ELECTIONS_LOST), 0ULL);
}

static void passive_stands_up_against_a_higher_querier(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_mode(lan, QR_MODE_PASSIVE);
	lan_start(lan);
	lan_hear(lan, SEC(10), general_query(3, HIGHER));
	lan_run(lan, SEC(20));
	lan_set_mode(lan, QR_MODE_ELECT);
	lan_run(lan, SEC(60));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "20 51.25");
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_ELECTIONS_WON), 1ULL);
}

static void passive_stands_up_against_a_lower_querier(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_mode(lan, QR_MODE_PASSIVE);
	lan_start(lan);
	lan_hear(lan, SEC(10), general_query(3, LOWER));
	lan_set_mode(lan, QR_MODE_ELECT);
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "265 296.25");
}

/* RFC 4541 2.1.1: it asks from 0.0.0.0 and any real querier precedes it. */
static void proxy_gives_way_to_any_querier(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_mode(lan, QR_MODE_PROXY);
	lan_start(lan);
	EXPECT_ADDR(test, lan->last.source, UNSPEC);
	EXPECT_ADDR(test, lan_status(lan).source, UNSPEC);
	lan_hear(lan, SEC(5), general_query(3, UNSPEC));
	KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
	lan_hear(lan, SEC(10), general_query(3, HIGHER));
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 265 296.25");
}

static void proxy_does_not_use_its_address(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_mode(lan, QR_MODE_PROXY);
	lan_start(lan);
	lan_run(lan, SEC(10));
	lan_set_source(lan, LOWER);
	lan_run(lan, SEC(40));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25");
	EXPECT_ADDR(test, lan->last.source, UNSPEC);
}

/* All hosts must learn the new source of queries. */
static void querier_becomes_proxy_and_back(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(50));
	lan_set_mode(lan, QR_MODE_PROXY);
	EXPECT_ADDR(test, lan->last.source, UNSPEC);
	lan_run(lan, SEC(60));
	lan_set_mode(lan, QR_MODE_ELECT);
	EXPECT_ADDR(test, lan->last.source, OWN);
	lan_run(lan, SEC(160));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 50 60 156.25");
}

static void proxy_that_lost_stands_with_a_lower_address(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_mode(lan, QR_MODE_PROXY);
	lan_start(lan);
	lan_hear(lan, SEC(10), general_query(3, HIGHER));
	lan_run(lan, SEC(20));
	lan_set_mode(lan, QR_MODE_ELECT);
	lan_run(lan, SEC(60));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 20 51.25");
	EXPECT_ADDR(test, lan->last.source, OWN);
}

static void querier_has_a_new_address(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(100));
	lan_set_source(lan, HIGHER);
	EXPECT_ADDR(test, lan->last.source, HIGHER);
	lan_run(lan, SEC(160));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 100 156.25");
	EXPECT_ADDR(test, lan_status(lan).address, HIGHER);
}

static void querier_has_the_same_address(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(100));
	lan_set_source(lan, OWN);
	lan_run(lan, SEC(160));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25");
}

static void querier_loses_its_address(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(100));
	lan_set_source(lan, UNSPEC);
	lan_hear(lan, SEC(110), general_query(3, HIGHER));
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25");
}

/* As between two DHCP leases. */
static void lost_address_is_no_reason_to_ask(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(100));
	qr_engine_take_events(&lan->engine);
	lan_set_source(lan, UNSPEC);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_MOVED);
	EXPECT_ADDR(test, lan_status(lan).address, UNSPEC);
	lan_run(lan, SEC(160));
	EXPECT_ADDR(test, lan->last.source, UNSPEC);
	lan_run(lan, SEC(170));
	lan_set_source(lan, OWN);
	EXPECT_ADDR(test, lan->last.source, OWN);
	lan_run(lan, SEC(290));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25 170 281.25");
}

/* The timer did not fire in between: the first change is not reported now. */
static void address_changed_and_then_lost(struct kunit *test)
{
	const union qr_addr higher = HIGHER, none = UNSPEC;
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(100));
	qr_engine_set_source(&lan->engine, &higher, LAN_EPOCH + SEC(100));
	qr_engine_set_source(&lan->engine, &none, LAN_EPOCH + SEC(100));
	lan_run(lan, SEC(160));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25");
}

static void new_address_is_reported(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	qr_engine_take_events(&lan->engine);
	lan_set_source(lan, OWN);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
	lan_set_source(lan, HIGHER);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_MOVED);
	EXPECT_ADDR(test, lan_status(lan).address, HIGHER);
	lan_hear(lan, SEC(10), general_query(3, LOWER));
	qr_engine_take_events(&lan->engine);
	lan_set_source(lan, OWN);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
}

static void non_querier_has_the_lowest_address_now(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER_TOO));
	qr_engine_take_events(&lan->engine);
	lan_run(lan, SEC(100));
	lan_set_source(lan, LOWER);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_WON);
	EXPECT_ADDR(test, lan->last.source, LOWER);
	lan_run(lan, SEC(260));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 100 131.25 256.25");
}

static void non_querier_has_another_higher_address(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER));
	lan_run(lan, SEC(100));
	lan_set_source(lan, HIGHER);
	lan_run(lan, SEC(270));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 265");
	EXPECT_ADDR(test, lan->last.source, HIGHER);
}

static struct kunit_case engine_change_cases[] = {
	KUNIT_CASE_PARAM(query_interval, interval_gen_params),
	KUNIT_CASE(query_interval_within_the_burst),
	KUNIT_CASE(startup_interval_within_the_burst),
	KUNIT_CASE(startup_count_within_the_burst),
	KUNIT_CASE(startup_count_after_the_burst),
	KUNIT_CASE(robustness_and_response_interval),
	KUNIT_CASE(response_interval_of_a_non_querier),
	KUNIT_CASE(unrelated_change_sends_nothing),
	KUNIT_CASE(unrelated_change_keeps_the_rhythm),
	KUNIT_CASE(querier_becomes_passive),
	KUNIT_CASE(passive_watches_and_never_sends),
	KUNIT_CASE(passive_stands_up_against_a_higher_querier),
	KUNIT_CASE(passive_stands_up_against_a_lower_querier),
	KUNIT_CASE(proxy_gives_way_to_any_querier),
	KUNIT_CASE(proxy_does_not_use_its_address),
	KUNIT_CASE(querier_becomes_proxy_and_back),
	KUNIT_CASE(proxy_that_lost_stands_with_a_lower_address),
	KUNIT_CASE(querier_has_a_new_address),
	KUNIT_CASE(querier_has_the_same_address),
	KUNIT_CASE(new_address_is_reported),
	KUNIT_CASE(querier_loses_its_address),
	KUNIT_CASE(lost_address_is_no_reason_to_ask),
	KUNIT_CASE(address_changed_and_then_lost),
	KUNIT_CASE(non_querier_has_the_lowest_address_now),
	KUNIT_CASE(non_querier_has_another_higher_address),
	{}
};

static struct kunit_suite engine_change_suite = {
	.name = "qr_engine_change",
	.test_cases = engine_change_cases,
};

kunit_test_suite(engine_change_suite);
