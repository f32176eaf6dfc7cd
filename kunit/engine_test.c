// SPDX-License-Identifier: GPL-2.0
/*
 * Scripts: the link comes up at 0, and then. Times are the RFC's, calculated by
 * hand from its defaults: queries at 0, 31.25, 156.25, 281.25 ... s; another
 * querier is believed for 255 s.
 */
#include "fixture.h"

#define GROUP		V4(239, 1, 2, 3)

static void uncontested(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25 281.25");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_STARTED);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_ELECTIONS_WON), 0ULL);
}

/* The 2nd is at 31.25, and 9998 intervals later the 10,000th. */
static void no_drift_over_10000_queries(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan->lateness = MSEC(7);
	lan_run(lan, SEC(31.25) + 9998 * SEC(125) + MSEC(7));
	KUNIT_EXPECT_EQ(test, lan->sent, 10000U);
	KUNIT_EXPECT_EQ(test, lan->last_at, MSEC(1249781257));
}

static void query_says_what_is_configured(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	KUNIT_EXPECT_EQ(test, lan->last.version, 3);
	EXPECT_ADDR(test, lan->last.source, OWN);
	EXPECT_ADDR(test, lan->last.group, UNSPEC);
	KUNIT_EXPECT_EQ(test, lan->last.max_resp_ms, 10000U);
	KUNIT_EXPECT_EQ(test, lan->last.robustness, 2U);
	KUNIT_EXPECT_EQ(test, lan->last.query_interval_ms, 125000U);
}

static void not_started_does_nothing(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	KUNIT_EXPECT_EQ(test, qr_engine_next(&lan->engine), KTIME_MAX);
	lan_query_now(lan);
	lan_set_source(lan, LOWER);
	lan_run(lan, SEC(1000));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
	KUNIT_EXPECT_FALSE(test, lan_status(lan).running);
	KUNIT_EXPECT_FALSE(test, lan_status(lan).known);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
}

static void stopped_forgets_and_starts_again(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(2, LOWER));
	lan_stop(lan);
	KUNIT_EXPECT_EQ(test, qr_engine_next(&lan->engine), KTIME_MAX);
	KUNIT_EXPECT_FALSE(test, lan_status(lan).known);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, 3);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_ELECTIONS_LOST), 1ULL);
	lan_run(lan, SEC(100));
	lan_start(lan);
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 100 131.25 256.25");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_STARTED);
}

static void querier_stopped_is_silent(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_stop(lan);
	lan_run(lan, SEC(1000));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0");
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
}

/* The LAN may have forgotten: a query at once, and the rhythm is kept. */
static void query_now_as_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_run(lan, SEC(50));
	lan_query_now(lan);
	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 50 156.25");
}

static void query_now_as_non_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER));
	lan_query_now(lan);
	lan_run(lan, SEC(264));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0");
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "265 296.25");
}

static void lower_querier_comes_and_falls_silent(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER));
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_STARTED | QR_EVENT_LOST);
	lan_hear(lan, SEC(135), general_query(3, LOWER));
	lan_run(lan, SEC(389));
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine), 0U);
	lan_run(lan, SEC(600));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 390 421.25 546.25");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_WON);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_ELECTIONS_LOST), 1ULL);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_ELECTIONS_WON), 1ULL);
	EXPECT_ADDR(test, lan_status(lan).last_other, LOWER);
}

static void higher_querier_is_of_no_interest(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	KUNIT_EXPECT_EQ(test, lan_hear(lan, SEC(10), general_query(3, HIGHER)),
			QR_ACCEPTED);
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25 281.25");
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_STARTED);
}

/* RFC 4541 2.1.1: a snooping switch asks from there. */
static void querier_at_0_0_0_0_is_of_no_interest(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, UNSPEC));
	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25");
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_HEARD_V3), 1ULL);
}

static void without_an_address(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_source(lan, UNSPEC);
	lan_start(lan);
	EXPECT_ADDR(test, lan->last.source, UNSPEC);
	KUNIT_EXPECT_TRUE(test, lan_status(lan).known);
	lan_hear(lan, SEC(10), general_query(3, HIGHER));
	lan_run(lan, SEC(290));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 265");
}

/* RFC 9776 6.6.2: general queries only. */
static void group_specific_query_of_a_lower_one(struct kunit *test)
{
	struct qr_msg msg = general_query(3, LOWER);
	struct lan *lan = lan_up(test);

	msg.group = GROUP;
	KUNIT_EXPECT_EQ(test, lan_hear(lan, SEC(10), msg), QR_ACCEPTED);
	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25");
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_HEARD_V3), 1ULL);
}

static void group_specific_query_does_not_keep_a_querier(struct kunit *test)
{
	struct qr_msg msg = general_query(3, LOWER);
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), msg);
	msg.group = GROUP;
	lan_hear(lan, SEC(200), msg);
	lan_run(lan, SEC(270));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 265");
}

/* 3 x 60 s + 10 s / 2 = 185 s; and then what is configured here. */
static void adopted_values_end_with_the_other_querier(struct kunit *test)
{
	struct qr_msg msg = general_query(3, LOWER);
	struct lan *lan = lan_up(test);

	msg.robustness = 3;
	msg.query_interval_ms = 60000;
	lan_hear(lan, SEC(10), msg);
	lan_run(lan, SEC(400));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 195 226.25 351.25");
	KUNIT_EXPECT_EQ(test, lan->last.robustness, 2U);
	KUNIT_EXPECT_EQ(test, lan->last.query_interval_ms, 125000U);
}

static void third_one_is_lower_still(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER_TOO));
	qr_engine_take_events(&lan->engine);
	lan_hear(lan, SEC(20), general_query(3, LOWER));
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_OTHER_CHANGED);
	EXPECT_ADDR(test, lan_status(lan).address, LOWER);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_ELECTIONS_LOST), 1ULL);
	lan_run(lan, SEC(280));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 275");
}

/* The timer is late, and the other querier speaks before it fires. */
static void heard_again_just_after_its_time(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER));
	qr_engine_take_events(&lan->engine);
	lan->lateness = SEC(2);
	lan_hear(lan, SEC(266), general_query(3, LOWER));
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
	KUNIT_EXPECT_EQ(test, lan_status(lan).other_expires, SEC(255));
	lan_run(lan, SEC(500));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0");
}

static void status_of_a_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	struct qr_status status = lan_status(lan);

	KUNIT_EXPECT_TRUE(test, status.running);
	KUNIT_EXPECT_TRUE(test, status.querier);
	KUNIT_EXPECT_TRUE(test, status.known);
	EXPECT_ADDR(test, status.address, OWN);
	EXPECT_ADDR(test, status.source, OWN);
	KUNIT_EXPECT_EQ(test, status.active_version, 3);
	KUNIT_EXPECT_EQ(test, status.other_expires, 0LL);
}

static void status_of_a_non_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	struct qr_status status;

	lan_hear(lan, SEC(10), general_query(3, LOWER));
	lan_run(lan, SEC(264));
	status = lan_status(lan);
	KUNIT_EXPECT_FALSE(test, status.querier);
	KUNIT_EXPECT_TRUE(test, status.known);
	EXPECT_ADDR(test, status.address, LOWER);
	EXPECT_ADDR(test, status.source, OWN);
	KUNIT_EXPECT_EQ(test, status.other_expires, SEC(1));
}

/* The status is read after the deadline, before the timer fires. */
static void time_left_is_never_negative(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER));
	lan->lateness = SEC(2);
	lan_run(lan, SEC(266));
	KUNIT_EXPECT_EQ(test, lan_status(lan).other_expires, 0LL);
}

static const struct admission_row {
	const char *desc;
	enum qr_origin origin;
	u8 version;
	bool router_alert;
	bool require_router_alert;
	bool accept_off_subnet;
	enum qr_verdict verdict;
} admission_rows[] = {
	{ "own", QR_ORIGIN_OWN, 3, true, false, true,
	  QR_IGNORED_OWN },
	{ "duplicate address", QR_ORIGIN_DUPLICATE, 3, true, false, true,
	  QR_IGNORED_DUPLICATE_ADDRESS },
	{ "off the subnet", QR_ORIGIN_OFF_SUBNET, 3, true, false, false,
	  QR_IGNORED_OFF_SUBNET },
	{ "off the subnet, accepted", QR_ORIGIN_OFF_SUBNET, 3, true, false,
	  true, QR_ACCEPTED },
	{ "network or broadcast address", QR_ORIGIN_NO_HOST, 3, true, false,
	  false, QR_IGNORED_SOURCE },
	{ "network or broadcast address, others accepted", QR_ORIGIN_NO_HOST,
	  2, true, false, true, QR_IGNORED_SOURCE },
	{ "v3 without Router Alert", QR_ORIGIN_SUBNET, 3, false, false, false,
	  QR_ACCEPTED },
	{ "v3 without Router Alert, required", QR_ORIGIN_SUBNET, 3, false,
	  true, false, QR_IGNORED_ROUTER_ALERT },
	{ "v2 without Router Alert, required", QR_ORIGIN_SUBNET, 2, false,
	  true, false, QR_IGNORED_ROUTER_ALERT },
	{ "v1 without Router Alert, required", QR_ORIGIN_SUBNET, 1, false,
	  true, false, QR_ACCEPTED },
	{ "v3 with Router Alert, required", QR_ORIGIN_SUBNET, 3, true, true,
	  false, QR_ACCEPTED },
	{ "off the subnet, accepted, without Router Alert, required",
	  QR_ORIGIN_OFF_SUBNET, 3, false, true, true,
	  QR_IGNORED_ROUTER_ALERT },
};

ROWS(admission);

/* An ignored query is counted, and neither wins nor brings its version. */
static void lower_query_is_admitted_or_ignored(struct kunit *test)
{
	const struct admission_row *row = test->param_value;
	struct qr_msg msg = general_query(row->version, LOWER);
	struct lan *lan = lan_up(test);
	bool ignored = row->verdict != QR_ACCEPTED;

	lan_set(lan, QR_PARAM_REQUIRE_ROUTER_ALERT, row->require_router_alert);
	lan_set(lan, QR_PARAM_ACCEPT_OFF_SUBNET, row->accept_off_subnet);
	msg.origin = row->origin;
	msg.router_alert = row->router_alert;
	KUNIT_EXPECT_EQ(test, lan_hear(lan, SEC(10), msg), row->verdict);
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, row->verdict), ignored ? 1U : 0U);
	KUNIT_EXPECT_EQ(test, lan_status(lan).querier, ignored);
	KUNIT_EXPECT_EQ(test, lan_status(lan).active_version,
			ignored ? 3 : row->version);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_HEARD_V1 +
					row->version - 1), ignored ? 0U : 1U);
}

static void duplicate_address_is_reported(struct kunit *test)
{
	struct qr_msg msg = general_query(3, OWN);
	struct lan *lan = lan_up(test);

	msg.origin = QR_ORIGIN_DUPLICATE;
	qr_engine_take_events(&lan->engine);
	lan_hear(lan, SEC(10), msg);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			QR_EVENT_DUPLICATE);
	EXPECT_ADDR(test, lan_status(lan).duplicate, OWN);
	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25");
}

static const struct count_row {
	const char *desc;
	enum qr_msg_type type;
	u8 version;
	union qr_addr group;
	enum qr_stat counter;
} count_rows[] = {
	{ "v1 query", QR_MSG_QUERY, 1, UNSPEC, QR_QUERIES_HEARD_V1 },
	{ "v2 query", QR_MSG_QUERY, 2, UNSPEC, QR_QUERIES_HEARD_V2 },
	{ "v3 query", QR_MSG_QUERY, 3, UNSPEC, QR_QUERIES_HEARD_V3 },
	{ "v1 report", QR_MSG_REPORT, 1, GROUP, QR_REPORTS_HEARD },
	{ "v2 report", QR_MSG_REPORT, 2, GROUP, QR_REPORTS_HEARD },
	{ "v3 report", QR_MSG_REPORT, 3, UNSPEC, QR_REPORTS_HEARD },
	{ "leave", QR_MSG_LEAVE, 2, GROUP, QR_LEAVES_HEARD },
	{ "solicitation", QR_MSG_SOLICITATION, 2, UNSPEC,
	  QR_SOLICITATIONS_HEARD },
};

ROWS(count);

/* Does netlink alone have it, beside a counter that includes it? */
static bool is_detail(enum qr_stat stat)
{
	return stat >= QR_QUERIES_SENT_GENERAL && stat <= QR_GROUPS_PEAK;
}

/* One message counts once, in one counter. */
static void message_is_counted(struct kunit *test)
{
	const struct count_row *row = test->param_value;
	struct qr_msg msg = general_query(row->version, HIGHER);
	struct lan *lan = lan_up(test);
	u64 sum = 0;
	int i;

	msg.type = row->type;
	msg.group = row->group;
	lan_hear(lan, SEC(10), msg);
	KUNIT_EXPECT_EQ(test, lan_count(lan, row->counter), 1ULL);
	for (i = 0; i < QR_STAT_COUNT; i++)
		sum += is_detail(i) ? 0 : lan_count(lan, i);
	KUNIT_EXPECT_EQ(test, sum, 1ULL);
}

static void reports_and_leaves_elect_no_one(struct kunit *test)
{
	struct qr_msg msg = general_query(2, LOWER);
	struct lan *lan = lan_up(test);

	msg.group = GROUP;
	msg.type = QR_MSG_REPORT;
	lan_hear(lan, SEC(10), msg);
	msg.type = QR_MSG_LEAVE;
	lan_hear(lan, SEC(11), msg);
	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 156.25");
}

static struct kunit_case engine_cases[] = {
	KUNIT_CASE(uncontested),
	KUNIT_CASE(no_drift_over_10000_queries),
	KUNIT_CASE(query_says_what_is_configured),
	KUNIT_CASE(not_started_does_nothing),
	KUNIT_CASE(stopped_forgets_and_starts_again),
	KUNIT_CASE(querier_stopped_is_silent),
	KUNIT_CASE(query_now_as_querier),
	KUNIT_CASE(query_now_as_non_querier),
	KUNIT_CASE(lower_querier_comes_and_falls_silent),
	KUNIT_CASE(higher_querier_is_of_no_interest),
	KUNIT_CASE(querier_at_0_0_0_0_is_of_no_interest),
	KUNIT_CASE(without_an_address),
	KUNIT_CASE(group_specific_query_of_a_lower_one),
	KUNIT_CASE(group_specific_query_does_not_keep_a_querier),
	KUNIT_CASE(adopted_values_end_with_the_other_querier),
	KUNIT_CASE(third_one_is_lower_still),
	KUNIT_CASE(heard_again_just_after_its_time),
	KUNIT_CASE(status_of_a_querier),
	KUNIT_CASE(status_of_a_non_querier),
	KUNIT_CASE(time_left_is_never_negative),
	KUNIT_CASE_PARAM(lower_query_is_admitted_or_ignored,
			 admission_gen_params),
	KUNIT_CASE(duplicate_address_is_reported),
	KUNIT_CASE_PARAM(message_is_counted, count_gen_params),
	KUNIT_CASE(reports_and_leaves_elect_no_one),
	{}
};

static struct kunit_suite engine_suite = {
	.name = "qr_engine",
	.test_cases = engine_cases,
};

kunit_test_suite(engine_suite);
