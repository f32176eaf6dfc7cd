// SPDX-License-Identifier: GPL-2.0
/*
 * Extra general queries: four at once, then one each Query Response Interval.
 *
 * With the RFC's defaults and without extra ones, queries are due at 0, 31.25,
 * 156.25 and 281.25 s, and the Query Response Interval is 10 s.
 */
#include "fixture.h"

#define END_MS		300000
#define MOST_STEPS	8

/**
 * enum doing - what happens
 * @NOTHING: the row is over
 * @EXTRA: an extra query is asked for
 * @CROWD: many are, one each 100 ms for 5 s
 * @AGAIN: the startup series is, once more
 * @QUICK: the Query Response Interval is 1 s from now on
 * @SLOW: it is 20 s
 * @SHORT: the startup series has one query from now on
 * @DOWN_UP: the link stops and starts
 */
enum doing {
	NOTHING,
	EXTRA,
	CROWD,
	AGAIN,
	QUICK,
	SLOW,
	SHORT,
	DOWN_UP,
};

struct step {
	u32 at_ms;
	enum doing doing;
};

static const struct bucket_row {
	const char *desc;
	struct step steps[MOST_STEPS];
	const char *queries;
} bucket_rows[] = {
	{
		"one",
		{ { 50000, EXTRA } },
		"0 31.25 50 156.25 281.25",
	},
	{
		"four at once",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA } },
		"0 31.25 50 50.1 50.2 50.3 156.25 281.25",
	},
	{
		"the fifth waits for the refill",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 50400, EXTRA } },
		"0 31.25 50 50.1 50.2 50.3 60 156.25 281.25",
	},
	{
		"many are answered by one at the refill",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 50400, CROWD } },
		"0 31.25 50 50.1 50.2 50.3 60 156.25 281.25",
	},
	{
		"a crowd from the beginning",
		{ { 50000, CROWD } },
		"0 31.25 50 50.1 50.2 50.3 60 156.25 281.25",
	},
	{
		"after one refill there is one",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 61000, EXTRA }, { 62000, EXTRA } },
		"0 31.25 50 50.1 50.2 50.3 61 70 156.25 281.25",
	},
	{
		"not a moment before the refill",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 59999, EXTRA }, { 60001, EXTRA } },
		"0 31.25 50 50.1 50.2 50.3 60 70 156.25 281.25",
	},
	{
		"full again after four refills",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 90000, CROWD } },
		"0 31.25 50 50.1 50.2 50.3 90 90.1 90.2 90.3 100 156.25 281.25",
	},
	{
		"never more than full",
		{ { 50000, EXTRA }, { 240000, CROWD } },
		"0 31.25 50 156.25 240 240.1 240.2 240.3 250 281.25",
	},
	{
		"the rhythm does not wait, and answers",
		{ { 155000, EXTRA }, { 155100, EXTRA },
		  { 155200, EXTRA }, { 155300, EXTRA }, { 155400, EXTRA } },
		"0 31.25 155 155.1 155.2 155.3 156.25 281.25",
	},
	{
		"the rhythm costs the bucket nothing",
		{ { 147000, EXTRA }, { 147100, EXTRA },
		  { 147200, EXTRA }, { 147300, EXTRA }, { 156300, EXTRA }, { 157500, EXTRA } },
		"0 31.25 147 147.1 147.2 147.3 156.25 157 167 281.25",
	},
	{
		"the startup series does not wait",
		{ { 25000, EXTRA }, { 25100, EXTRA },
		  { 25200, EXTRA }, { 25300, EXTRA }, { 25400, EXTRA } },
		"0 25 25.1 25.2 25.3 31.25 156.25 281.25",
	},
	{
		"a series again",
		{ { 50000, AGAIN } },
		"0 31.25 50 81.25 206.25",
	},
	{
		"a series again before the first is over",
		{ { 20000, AGAIN } },
		"0 20 51.25 176.25",
	},
	{
		"a series again draws one",
		{ { 50000, AGAIN }, { 50100, EXTRA }, { 50200, EXTRA },
		  { 50300, EXTRA }, { 50400, EXTRA } },
		"0 31.25 50 50.1 50.2 50.3 60 81.25 206.25",
	},
	{
		"only the first of a series waits",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 51000, AGAIN } },
		"0 31.25 50 50.1 50.2 50.3 60 82.25 207.25",
	},
	{
		"a series puts off no regular query",
		{ { 155000, EXTRA }, { 155100, EXTRA },
		  { 155200, EXTRA }, { 155300, EXTRA }, { 155500, AGAIN } },
		"0 31.25 155 155.1 155.2 155.3 156.25 186.75",
	},
	{
		"nor do two",
		{ { 155000, EXTRA }, { 155100, EXTRA },
		  { 155200, EXTRA }, { 155300, EXTRA }, { 155500, AGAIN }, { 155600, AGAIN } },
		"0 31.25 155 155.1 155.2 155.3 156.25 186.85",
	},
	{
		"what is put off by none is not drawn",
		{ { 155000, EXTRA }, { 155100, EXTRA },
		  { 155200, EXTRA }, { 155300, EXTRA }, { 155500, AGAIN }, { 157000, EXTRA } },
		"0 31.25 155 155.1 155.2 155.3 156.25 165 186.75",
	},
	{
		"a series of one",
		{ { 40000, SHORT }, { 50000, AGAIN } },
		"0 31.25 50 175 300",
	},
	{
		"a shorter interval refills as if it had always been so",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 50400, EXTRA }, { 55000, QUICK } },
		"0 31.25 50 50.1 50.2 50.3 55 156.25 281.25",
	},
	{
		"and so does a longer one",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 50400, EXTRA }, { 55000, SLOW } },
		"0 31.25 50 50.1 50.2 50.3 70 156.25 281.25",
	},
	{
		"a start fills nothing, and waits for nothing",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 51000, DOWN_UP }, { 51100, EXTRA } },
		"0 31.25 50 50.1 50.2 50.3 51 60 82.25 207.25",
	},
	{
		"a start answers what waits",
		{ { 50000, EXTRA }, { 50100, EXTRA },
		  { 50200, EXTRA }, { 50300, EXTRA }, { 50400, EXTRA }, { 51000, DOWN_UP } },
		"0 31.25 50 50.1 50.2 50.3 51 82.25 207.25",
	},
};

ROWS(bucket);

static void crowd(struct lan *lan)
{
	ktime_t begin = lan->now;
	int i;

	for (i = 0; i < 50; i++) {
		lan_run(lan, begin + MSEC(100) * i);
		lan_query_now(lan);
	}
}

static void down_up(struct lan *lan)
{
	lan_stop(lan);
	lan_start(lan);
}

static void do_step(struct lan *lan, enum doing doing)
{
	switch (doing) {
	case NOTHING:
		break;
	case EXTRA:
		lan_query_now(lan);
		break;
	case CROWD:
		crowd(lan);
		break;
	case AGAIN:
		qr_engine_query_again(&lan->engine,
				      ktime_add(LAN_EPOCH, lan->now));
		lan_fire(lan);
		break;
	case QUICK:
		lan_set(lan, QR_PARAM_QUERY_RESPONSE_INTERVAL, 1000);
		break;
	case SLOW:
		lan_set(lan, QR_PARAM_QUERY_RESPONSE_INTERVAL, 20000);
		break;
	case SHORT:
		lan_set(lan, QR_PARAM_STARTUP_QUERY_COUNT, 1);
		break;
	case DOWN_UP:
		down_up(lan);
		break;
	}
}

static void bucket(struct kunit *test)
{
	const struct bucket_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		const struct step *step;

		for (step = row->steps; step->doing; step++) {
			lan_run(lan, MSEC(step->at_ms));
			do_step(lan, step->doing);
		}
		lan_run(lan, MSEC(END_MS));
		KUNIT_EXPECT_STREQ(test, lan_queries(lan), row->queries);
	}
}

/* A new port at the moment of the start: one query serves both. */
static void start_and_again(struct kunit *test)
{
	struct qr_schedule schedule = {};
	struct qr_params params;

	qr_params_init(&params, 3);
	qr_schedule_start(&schedule, LAN_EPOCH);
	qr_schedule_restart(&schedule, &params, LAN_EPOCH + MSEC(1));
	KUNIT_EXPECT_TRUE(test, qr_schedule_take(&schedule, &params,
						 LAN_EPOCH + MSEC(1)));
	KUNIT_EXPECT_EQ(test, qr_schedule_next(&schedule, &params),
			LAN_EPOCH + SEC(31.25));
}

/* Only the Querier queries; a loser drops its extra queries. */
static void again_as_non_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER));
	qr_engine_query_again(&lan->engine, LAN_EPOCH + SEC(10));
	lan_query_now(lan);
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 265 296.25");
}

/* How a switch asks for a general query; see parse_leave() in igmp.c. */
static struct qr_msg solicitation(union qr_addr source)
{
	struct qr_msg msg = general_query(2, source);

	msg.type = QR_MSG_SOLICITATION;
	return msg;
}

static void solicitations_share_the_bucket(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	int i;

	lan_run(lan, SEC(50));
	lan_query_now(lan);
	for (i = 1; i <= 10; i++)
		lan_hear(lan, SEC(50) + i * SEC(1), solicitation(UNSPEC));
	lan_run(lan, SEC(150));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25 50 51 52 53 60 70");
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_SOLICITATIONS_HEARD), 10ULL);
}

/* It is not about members, so the version does not matter. */
static void solicitation_in_version_1(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_VERSION, 1);
	lan_hear(lan, SEC(50), solicitation(LOWER));
	lan_run(lan, SEC(150));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25/v1 50/v1");
	KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
}

static void solicitation_of_a_non_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_hear(lan, SEC(10), general_query(3, LOWER));
	lan_hear(lan, SEC(50), solicitation(HIGHER));
	lan_run(lan, SEC(300));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 265 296.25");
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_SOLICITATIONS_HEARD), 1ULL);
}

static const struct refused_row {
	const char *desc;
	enum qr_origin origin;
	bool router_alert;
	enum qr_verdict counter;
} refused_rows[] = {
	{ "own", QR_ORIGIN_OWN, true, QR_IGNORED_OWN },
	{ "off the subnet", QR_ORIGIN_OFF_SUBNET, true, QR_IGNORED_OFF_SUBNET },
	{ "duplicate address", QR_ORIGIN_DUPLICATE, true,
	  QR_IGNORED_DUPLICATE_ADDRESS },
	{ "without Router Alert", QR_ORIGIN_SUBNET, false,
	  QR_IGNORED_ROUTER_ALERT },
};

ROWS(refused);

/* The rules for leaves are those for solicitations. */
static void solicitation_refused(struct kunit *test)
{
	const struct refused_row *row = test->param_value;
	struct qr_msg msg = solicitation(HIGHER);
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_REQUIRE_ROUTER_ALERT, 1);
	msg.origin = row->origin;
	msg.router_alert = row->router_alert;
	lan_hear(lan, SEC(50), msg);
	lan_run(lan, SEC(150));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0 31.25");
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, row->counter), 1ULL);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_SOLICITATIONS_HEARD), 0ULL);
}

static struct kunit_case bucket_cases[] = {
	KUNIT_CASE_PARAM(bucket, bucket_gen_params),
	KUNIT_CASE(start_and_again),
	KUNIT_CASE(again_as_non_querier),
	KUNIT_CASE(solicitations_share_the_bucket),
	KUNIT_CASE(solicitation_in_version_1),
	KUNIT_CASE(solicitation_of_a_non_querier),
	KUNIT_CASE_PARAM(solicitation_refused, refused_gen_params),
	{}
};

static struct kunit_suite bucket_suite = {
	.name = "qr_bucket",
	.test_cases = bucket_cases,
};

kunit_test_suite(bucket_suite);
