// SPDX-License-Identifier: GPL-2.0
/*
 * RFC 9776 6.6.2: the lower address is the Querier, the other one keeps silent
 * until it has not heard it for RV x QI + QRI / 2 (8.5): 255 s by default. The
 * upper limit is in query_span_test.c.
 */
#include "election.h"
#include "fixture.h"

struct contest {
	struct qr_election election;
	struct qr_params params;
};

static int contest_init(struct kunit *test)
{
	struct contest *contest = kunit_kzalloc(test, sizeof(*contest),
						GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, contest);
	qr_params_init(&contest->params, 3);
	qr_election_init(&contest->election, &qr_igmp);
	test->priv = contest;
	return 0;
}

static enum qr_outcome stand(struct kunit *test, union qr_addr own)
{
	struct contest *contest = test->priv;

	return qr_election_stand(&contest->election, &contest->params, &own);
}

static enum qr_outcome stand_as(struct kunit *test, enum qr_mode mode,
				union qr_addr own)
{
	struct contest *contest = test->priv;

	contest->params.mode = mode;
	return stand(test, own);
}

static enum qr_outcome heard_msg(struct kunit *test, struct qr_msg msg,
				 ktime_t at)
{
	struct contest *contest = test->priv;

	return qr_election_heard(&contest->election, &contest->params, &msg,
				 at);
}

static enum qr_outcome heard(struct kunit *test, union qr_addr source,
			     ktime_t at)
{
	return heard_msg(test, general_query(3, source), at);
}

static enum qr_outcome expire(struct kunit *test, ktime_t at)
{
	struct contest *contest = test->priv;

	return qr_election_expire(&contest->election, &contest->params, at);
}

static ktime_t next(struct kunit *test)
{
	struct contest *contest = test->priv;

	return qr_election_next(&contest->election, &contest->params);
}

static struct qr_params in_force(struct kunit *test)
{
	struct contest *contest = test->priv;

	return qr_election_params(&contest->election, &contest->params);
}

static bool is_querier(struct kunit *test)
{
	struct contest *contest = test->priv;

	return contest->election.querier;
}

static union qr_addr other(struct kunit *test)
{
	struct contest *contest = test->priv;

	return contest->election.other;
}

static const struct order_row {
	const char *desc;
	union qr_addr own, heard;
	enum qr_outcome outcome;
} order_rows[] = {
	{ "lower by one", V4(10, 0, 0, 5), V4(10, 0, 0, 4), QR_LOST },
	{ "higher by one", V4(10, 0, 0, 5), V4(10, 0, 0, 6), QR_UNCHANGED },
	{ "equal", V4(10, 0, 0, 5), V4(10, 0, 0, 5), QR_UNCHANGED },
	{ "unsigned: 10.0.0.1 against 200.0.0.1",
	  V4(200, 0, 0, 1), V4(10, 0, 0, 1), QR_LOST },
	{ "unsigned: 200.0.0.1 against 10.0.0.1",
	  V4(10, 0, 0, 1), V4(200, 0, 0, 1), QR_UNCHANGED },
	{ "unsigned: 127.255.255.255 against 128.0.0.0",
	  V4(128, 0, 0, 0), V4(127, 255, 255, 255), QR_LOST },
	{ "first byte counts most: 10.0.0.200 against 11.0.0.1",
	  V4(11, 0, 0, 1), V4(10, 0, 0, 200), QR_LOST },
	{ "first byte counts most: 11.0.0.1 against 10.0.0.200",
	  V4(10, 0, 0, 200), V4(11, 0, 0, 1), QR_UNCHANGED },
	{ "third byte: 10.0.1.1 against 10.0.2.0",
	  V4(10, 0, 2, 0), V4(10, 0, 1, 1), QR_LOST },
	{ "0.0.0.0 never wins", V4(10, 0, 0, 5), UNSPEC, QR_UNCHANGED },
	{ "no address of one's own: any wins",
	  UNSPEC, V4(223, 255, 255, 254), QR_LOST },
	{ "neither has an address", UNSPEC, UNSPEC, QR_UNCHANGED },
};

ROWS(order);

static void query_heard_by_the_querier(struct kunit *test)
{
	const struct order_row *row = test->param_value;
	bool lost = row->outcome == QR_LOST;

	stand(test, row->own);
	KUNIT_EXPECT_EQ(test, heard(test, row->heard, SEC(10)), row->outcome);
	KUNIT_EXPECT_EQ(test, is_querier(test), !lost);
	EXPECT_ADDR(test, other(test), lost ? row->heard : UNSPEC);
}

static void no_querier_before_the_first_candidate(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, is_querier(test));
	KUNIT_EXPECT_EQ(test, next(test), KTIME_MAX);
	KUNIT_EXPECT_EQ(test, expire(test, SEC(1000000)), QR_UNCHANGED);
	KUNIT_EXPECT_FALSE(test, is_querier(test));
}

static void starts_as_querier(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stand(test, OWN), QR_STARTED);
	KUNIT_EXPECT_TRUE(test, is_querier(test));
	KUNIT_EXPECT_EQ(test, next(test), KTIME_MAX);
	KUNIT_EXPECT_EQ(test, stand(test, OWN), QR_UNCHANGED);
}

static void takes_over_exactly_when_the_timer_ends(struct kunit *test)
{
	stand(test, OWN);
	heard(test, LOWER, SEC(10));
	KUNIT_EXPECT_EQ(test, next(test), SEC(265));
	KUNIT_EXPECT_EQ(test, expire(test, SEC(265) - 1), QR_UNCHANGED);
	KUNIT_EXPECT_FALSE(test, is_querier(test));
	KUNIT_EXPECT_EQ(test, expire(test, SEC(265)), QR_WON);
	KUNIT_EXPECT_TRUE(test, is_querier(test));
	EXPECT_ADDR(test, other(test), UNSPEC);
	KUNIT_EXPECT_EQ(test, next(test), KTIME_MAX);
}

static void each_lower_query_restarts_the_timer(struct kunit *test)
{
	stand(test, OWN);
	heard(test, LOWER, SEC(10));
	KUNIT_EXPECT_EQ(test, heard(test, LOWER, SEC(135)), QR_UNCHANGED);
	KUNIT_EXPECT_EQ(test, next(test), SEC(390));
}

static void higher_query_does_not_restart_the_timer(struct kunit *test)
{
	stand(test, OWN);
	heard(test, LOWER, SEC(10));
	KUNIT_EXPECT_EQ(test, heard(test, HIGHER, SEC(135)), QR_UNCHANGED);
	EXPECT_ADDR(test, other(test), LOWER);
	KUNIT_EXPECT_EQ(test, next(test), SEC(265));
}

static void another_lower_querier_is_a_change(struct kunit *test)
{
	stand(test, OWN);
	heard(test, LOWER_TOO, SEC(10));
	KUNIT_EXPECT_EQ(test, heard(test, LOWER, SEC(20)), QR_OTHER_CHANGED);
	EXPECT_ADDR(test, other(test), LOWER);
	KUNIT_EXPECT_EQ(test, next(test), SEC(275));
}

/* Its queries count only while the lowest address is silent. */
static void lowest_of_several_is_the_querier(struct kunit *test)
{
	struct qr_msg msg = general_query(3, LOWER_TOO);

	msg.robustness = 7;
	stand(test, OWN);
	heard(test, LOWER, SEC(10));
	KUNIT_EXPECT_EQ(test, heard_msg(test, msg, SEC(20)), QR_UNCHANGED);
	EXPECT_ADDR(test, other(test), LOWER);
	KUNIT_EXPECT_EQ(test, in_force(test).robustness, 2U);
	KUNIT_EXPECT_EQ(test, next(test), SEC(275));
}

static void the_next_one_when_the_lowest_is_gone(struct kunit *test)
{
	stand(test, OWN);
	heard(test, LOWER, SEC(10));
	KUNIT_EXPECT_EQ(test, heard(test, LOWER_TOO, SEC(265) - 1),
			QR_UNCHANGED);
	KUNIT_EXPECT_EQ(test, heard(test, LOWER_TOO, SEC(265)),
			QR_OTHER_CHANGED);
	EXPECT_ADDR(test, other(test), LOWER_TOO);
	KUNIT_EXPECT_EQ(test, next(test), SEC(520));
}

static const struct adopt_row {
	const char *desc;
	u32 robustness, query_interval_ms;
	u32 robustness_in_force, query_interval_in_force;
	ktime_t present;	/* RV x QI + 5 s */
} adopt_rows[] = {
	{ "QRV 3, QQIC 60", 3, 60000, 3, 60000, SEC(185) },
	{ "QRV 7, QQIC 31744: seen as it is, counted as 15 min",
	  7, 31744000, 7, 31744000, SEC(905) },
	{ "QRV 1, QQIC 1", 1, 1000, 1, 1000, SEC(6) },
	{ "QRV 0: the configured one", 0, 60000, 4, 60000, SEC(245) },
	{ "v2 query, neither: the configured ones", 0, 0, 4, 100000, SEC(405) },
};

ROWS(adopt);

static void non_querier_goes_by_what_the_winner_says(struct kunit *test)
{
	const struct adopt_row *row = test->param_value;
	struct contest *contest = test->priv;
	struct qr_msg msg = general_query(3, LOWER);

	contest->params.robustness = 4;
	contest->params.query_interval_ms = 100000;
	msg.robustness = row->robustness;
	msg.query_interval_ms = row->query_interval_ms;
	stand(test, OWN);
	heard_msg(test, msg, SEC(10));
	KUNIT_EXPECT_EQ(test, in_force(test).robustness,
			row->robustness_in_force);
	KUNIT_EXPECT_EQ(test, in_force(test).query_interval_ms,
			row->query_interval_in_force);
	KUNIT_EXPECT_EQ(test, next(test), SEC(10) + row->present);
}

static void loser_cannot_change_what_is_in_force(struct kunit *test)
{
	struct qr_msg msg = general_query(3, HIGHER);

	msg.robustness = 7;
	msg.query_interval_ms = 1000;
	stand(test, OWN);
	heard_msg(test, msg, SEC(10));
	KUNIT_EXPECT_EQ(test, in_force(test).robustness, 2U);
	heard(test, LOWER, SEC(20));
	heard_msg(test, msg, SEC(30));
	KUNIT_EXPECT_EQ(test, in_force(test).robustness, 2U);
	KUNIT_EXPECT_EQ(test, in_force(test).query_interval_ms, 125000U);
	KUNIT_EXPECT_EQ(test, next(test), SEC(275));
}

static void querier_again_has_its_own_values_again(struct kunit *test)
{
	struct qr_msg msg = general_query(3, LOWER);

	msg.robustness = 3;
	msg.query_interval_ms = 60000;
	stand(test, OWN);
	heard_msg(test, msg, SEC(0));
	KUNIT_EXPECT_EQ(test, expire(test, SEC(185)), QR_WON);
	KUNIT_EXPECT_EQ(test, in_force(test).robustness, 2U);
	KUNIT_EXPECT_EQ(test, in_force(test).query_interval_ms, 125000U);
}

static void last_query_of_the_winner_counts(struct kunit *test)
{
	struct qr_msg msg = general_query(3, LOWER);

	stand(test, OWN);
	heard(test, LOWER, SEC(0));
	msg.robustness = 5;
	heard_msg(test, msg, SEC(100));
	KUNIT_EXPECT_EQ(test, next(test), SEC(100 + 5 * 125 + 5));
	msg.robustness = 0;
	msg.query_interval_ms = 0;
	heard_msg(test, msg, SEC(200));
	KUNIT_EXPECT_EQ(test, next(test), SEC(200 + 255));
}

static void own_address_becomes_the_lower_one(struct kunit *test)
{
	stand(test, LOWER_TOO);
	heard(test, LOWER, SEC(10));
	KUNIT_EXPECT_EQ(test, stand(test, V4(9, 0, 0, 1)), QR_WON);
	KUNIT_EXPECT_TRUE(test, is_querier(test));
	EXPECT_ADDR(test, other(test), UNSPEC);
	KUNIT_EXPECT_EQ(test, next(test), KTIME_MAX);
}

static void own_address_changes_and_is_still_higher(struct kunit *test)
{
	stand(test, OWN);
	heard(test, LOWER, SEC(10));
	KUNIT_EXPECT_EQ(test, stand(test, HIGHER), QR_UNCHANGED);
	KUNIT_EXPECT_FALSE(test, is_querier(test));
	KUNIT_EXPECT_EQ(test, next(test), SEC(265));
}

static void own_address_comes_when_there_was_none(struct kunit *test)
{
	stand(test, UNSPEC);
	heard(test, HIGHER, SEC(10));
	KUNIT_EXPECT_FALSE(test, is_querier(test));
	KUNIT_EXPECT_EQ(test, stand(test, OWN), QR_WON);
	KUNIT_EXPECT_TRUE(test, is_querier(test));
}

static void own_address_goes(struct kunit *test)
{
	stand(test, OWN);
	KUNIT_EXPECT_EQ(test, stand(test, UNSPEC), QR_UNCHANGED);
	KUNIT_EXPECT_TRUE(test, is_querier(test));
	KUNIT_EXPECT_EQ(test, heard(test, HIGHER, SEC(10)), QR_LOST);
}

/* A proxy has no address in the election; the engine ensures that. */
static void proxy_stands_with_no_address(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stand_as(test, QR_MODE_PROXY, UNSPEC),
			QR_STARTED);
	KUNIT_EXPECT_EQ(test, heard(test, HIGHER, SEC(10)), QR_LOST);
	KUNIT_EXPECT_EQ(test, expire(test, SEC(265)), QR_WON);
}

static void passive_is_never_querier(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stand_as(test, QR_MODE_PASSIVE, OWN),
			QR_UNCHANGED);
	KUNIT_EXPECT_FALSE(test, is_querier(test));
	KUNIT_EXPECT_EQ(test, heard(test, UNSPEC, SEC(5)), QR_UNCHANGED);
	KUNIT_EXPECT_EQ(test, heard(test, HIGHER, SEC(10)), QR_OTHER_CHANGED);
	EXPECT_ADDR(test, other(test), HIGHER);
	KUNIT_EXPECT_EQ(test, heard(test, HIGHER, SEC(20)), QR_UNCHANGED);
	KUNIT_EXPECT_EQ(test, expire(test, SEC(275)), QR_STOPPED);
	KUNIT_EXPECT_FALSE(test, is_querier(test));
	EXPECT_ADDR(test, other(test), UNSPEC);
}

static void querier_becomes_passive_and_querier_again(struct kunit *test)
{
	stand(test, OWN);
	KUNIT_EXPECT_EQ(test, stand_as(test, QR_MODE_PASSIVE, OWN), QR_STOPPED);
	KUNIT_EXPECT_FALSE(test, is_querier(test));
	KUNIT_EXPECT_EQ(test, stand_as(test, QR_MODE_ELECT, OWN), QR_STARTED);
}

static void passive_stands_against_the_one_it_watched(struct kunit *test)
{
	stand_as(test, QR_MODE_PASSIVE, OWN);
	heard(test, HIGHER, SEC(10));
	KUNIT_EXPECT_EQ(test, stand_as(test, QR_MODE_ELECT, OWN), QR_WON);
	stand_as(test, QR_MODE_PASSIVE, OWN);
	heard(test, LOWER, SEC(20));
	KUNIT_EXPECT_EQ(test, stand_as(test, QR_MODE_ELECT, OWN), QR_UNCHANGED);
	KUNIT_EXPECT_FALSE(test, is_querier(test));
	KUNIT_EXPECT_EQ(test, next(test), SEC(275));
}

static struct kunit_case election_cases[] = {
	KUNIT_CASE_PARAM(query_heard_by_the_querier, order_gen_params),
	KUNIT_CASE(no_querier_before_the_first_candidate),
	KUNIT_CASE(starts_as_querier),
	KUNIT_CASE(takes_over_exactly_when_the_timer_ends),
	KUNIT_CASE(each_lower_query_restarts_the_timer),
	KUNIT_CASE(higher_query_does_not_restart_the_timer),
	KUNIT_CASE(another_lower_querier_is_a_change),
	KUNIT_CASE(lowest_of_several_is_the_querier),
	KUNIT_CASE(the_next_one_when_the_lowest_is_gone),
	KUNIT_CASE_PARAM(non_querier_goes_by_what_the_winner_says,
			 adopt_gen_params),
	KUNIT_CASE(loser_cannot_change_what_is_in_force),
	KUNIT_CASE(querier_again_has_its_own_values_again),
	KUNIT_CASE(last_query_of_the_winner_counts),
	KUNIT_CASE(own_address_becomes_the_lower_one),
	KUNIT_CASE(own_address_changes_and_is_still_higher),
	KUNIT_CASE(own_address_comes_when_there_was_none),
	KUNIT_CASE(own_address_goes),
	KUNIT_CASE(proxy_stands_with_no_address),
	KUNIT_CASE(passive_is_never_querier),
	KUNIT_CASE(querier_becomes_passive_and_querier_again),
	KUNIT_CASE(passive_stands_against_the_one_it_watched),
	{}
};

static struct kunit_suite election_suite = {
	.name = "qr_election",
	.init = contest_init,
	.test_cases = election_cases,
};

kunit_test_suite(election_suite);
