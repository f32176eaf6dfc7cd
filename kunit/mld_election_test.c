// SPDX-License-Identifier: GPL-2.0
/*
 * RFC 9777 7.1 and 7.6.2: the election among link-local addresses, and the
 * fallback from version 2 to 1, by the engine that serves IGMP.
 */
#include "fixture.h"

static const struct order_row {
	const char *desc;
	union qr_addr own, heard;
	bool lost;
} order_rows[] = {
	{ "lower by one", LL(5), LL(4), true },
	{ "higher by one", LL(5), LL(6), false },
	{ "unsigned: 1 against 0x8000... ",
	  V6(0xfe80, 0, 0, 0, 0x8000, 0, 0, 1), LL(1), true },
	{ "unsigned: 0x8000... against 1",
	  LL(1), V6(0xfe80, 0, 0, 0, 0x8000, 0, 0, 1), false },
	{ "first bytes count most: 2:: against 1::ffff",
	  V6(0xfe80, 0, 0, 0, 1, 0, 0, 0xffff), V6(0xfe80, 0, 0, 0, 2, 0, 0, 0),
	  false },
	{ "first bytes count most: 1::ffff against 2::",
	  V6(0xfe80, 0, 0, 0, 2, 0, 0, 0), V6(0xfe80, 0, 0, 0, 1, 0, 0, 0xffff),
	  true },
	{ "the prefix does not count: lower by the rest",
	  LL(5), V6(0xfebf, 0xffff, 0, 0, 0, 0, 0, 4), true },
	{ "the prefix does not count: higher by the rest",
	  V6(0xfebf, 0xffff, 0, 0, 0, 0, 0, 4), LL(5), false },
	{ "nothing else differs: the lower prefix", V6(0xfe80, 1, 0, 0, 0, 0, 0, 5),
	  LL(5), true },
	{ "nothing else differs: the higher prefix", LL(5),
	  V6(0xfe80, 1, 0, 0, 0, 0, 0, 5), false },
};

ROWS(order);

/* There are no members here. */
static struct qr_observer unused;

static struct qr_params params;

/* The general query that is due. */
static bool output(struct qr_engine *engine, ktime_t now,
		   struct qr_query *query)
{
	const struct qr_room room = {};
	unsigned int work = 1;

	return qr_engine_output(engine, now, &work, &room, query);
}

/* An engine for MLD with this address, which has sent its first query. */
static struct qr_engine *new_engine(struct kunit *test, union qr_addr own)
{
	struct qr_engine *engine = kunit_kzalloc(test, sizeof(*engine),
						 GFP_KERNEL);
	struct qr_query query;

	KUNIT_ASSERT_NOT_NULL(test, engine);
	qr_params_init(&params, qr_mld.version_max);
	qr_engine_init(engine, &qr_mld, &unused, &params);
	qr_engine_set_source(engine, &own, SEC(0));
	qr_engine_start(engine, SEC(0));
	KUNIT_ASSERT_TRUE(test, output(engine, SEC(0), &query));
	KUNIT_EXPECT_EQ(test, query.version, 2);
	EXPECT_ADDR6(test, query.source, own);
	EXPECT_ADDR6(test, query.group, UNSPEC);
	KUNIT_EXPECT_EQ(test, qr_engine_next(engine), SEC(31.25));
	return engine;
}

static void hear(struct qr_engine *engine, u8 version, union qr_addr source,
		 ktime_t at)
{
	struct qr_msg msg = general_query(version, source);

	msg.router_alert = true;
	qr_engine_input(engine, &msg, at);
}

static void query_heard_by_the_querier(struct kunit *test)
{
	const struct order_row *row = test->param_value;
	struct qr_engine *engine = new_engine(test, row->own);

	hear(engine, 2, row->heard, SEC(10));
	KUNIT_EXPECT_EQ(test, qr_engine_status(engine, SEC(10)).querier,
			!row->lost);
	if (row->lost)
		KUNIT_EXPECT_EQ(test, qr_engine_next(engine), SEC(265));
}

/* RFC 9777 9.12: until 2 x 125 s + 10 s after the last query of version 1. */
static void v1_querier_that_loses(struct kunit *test)
{
	struct qr_engine *engine = new_engine(test, LL(5));
	struct qr_query query;

	hear(engine, 1, LL(9), SEC(20));
	KUNIT_EXPECT_EQ(test, engine->stats.count[QR_QUERIES_HEARD_V1], 1ULL);
	KUNIT_ASSERT_TRUE(test, output(engine, SEC(31.25), &query));
	KUNIT_EXPECT_EQ(test, query.version, 1);
	KUNIT_ASSERT_TRUE(test, output(engine, SEC(156.25), &query));
	KUNIT_EXPECT_EQ(test, query.version, 1);
	KUNIT_ASSERT_TRUE(test, output(engine, SEC(281.25), &query));
	KUNIT_EXPECT_EQ(test, query.version, 2);
}

static struct kunit_case mld_election_cases[] = {
	KUNIT_CASE_PARAM(query_heard_by_the_querier, order_gen_params),
	KUNIT_CASE(v1_querier_that_loses),
	{}
};

static struct kunit_suite mld_election_suite = {
	.name = "qr_mld_election",
	.test_cases = mld_election_cases,
};

kunit_test_suite(mld_election_suite);
