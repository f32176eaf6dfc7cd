// SPDX-License-Identifier: GPL-2.0
/*
 * Members beside another querier: its specific queries (RFC 9776 6.6.1, RFC
 * 2236 3), its Robustness Variable and Query Interval, and what becomes of
 * one's own queries when it appears.
 */
#include "members.h"

#define HALF	SEC(0.5)

static const struct heard_row {
	const char *desc;
	const char *start;
	u8 version;
	union qr_addr from;
	bool suppress;
	const char *sources;	/* 198.18.0.x */
	u32 max_resp_ms;
	const char *after;
} heard_rows[] = {
	{ "the elected one asks for the group", "EX{1:100 2:0}@200",
	  3, LOWER, false, "", 1000, "EX{1:100 2:0}@2" },
	{ "v3: its own Last Member Query Time counts, not the message's",
	  "EX{}@200", 3, LOWER, false, "", 5000, "EX{}@2" },
	{ "the elected one, S flag", "EX{1:100 2:0}@200",
	  3, LOWER, true, "", 1000, "EX{1:100 2:0}@200" },
	{ "another one, higher", "EX{}@200",
	  3, HIGHER, false, "", 1000, "EX{}@200" },
	{ "another one, lower still than this host", "EX{}@200",
	  3, LOWER_TOO, false, "", 1000, "EX{}@200" },
	{ "another one, 0.0.0.0", "EX{}@200",
	  3, NOBODY, false, "", 1000, "EX{}@200" },
	{ "lower already", "EX{}@1", 3, LOWER, false, "", 1000, "EX{}@1" },
	{ "sources", "EX{1:100 2:0}@200",
	  3, LOWER, false, "c6120001 c6120002 c6120003", 1000,
	  "EX{1:2 2:0}@200" },
	{ "sources, S flag", "EX{1:100 2:0}@200",
	  3, LOWER, true, "c6120001", 1000, "EX{1:100 2:0}@200" },
	{ "sources in INCLUDE", "IN{1:100 2:150}",
	  3, LOWER, false, "c6120002", 1000, "IN{1:100 2:2}" },
	{ "source, lower already", "IN{1:1}",
	  3, LOWER, false, "c6120001", 1000, "IN{1:1}" },
	{ "group in INCLUDE", "IN{1:100}",
	  3, LOWER, false, "", 1000, "IN{1:100}" },
	{ "no such group", "-", 3, LOWER, false, "", 1000, "-" },
	{ "v2: twice the message's Max Resp Time", "EX{1:100}@200",
	  2, LOWER, false, "", 2500, "EX{1:100}@5" },
	{ "v2: lower already", "EX{}@4", 2, LOWER, false, "", 2500,
	  "EX{}@4" },
	{ "v2: another one", "EX{}@200", 2, HIGHER, false, "", 2500,
	  "EX{}@200" },
};

ROWS(heard);

static void non_querier_hears_a_specific_query(struct kunit *test)
{
	const struct heard_row *row = test->param_value;
	struct packet list = packet_from_hex(test, row->sources, "");
	struct lan *lan = lan_up(test);
	struct qr_msg msg;

	make_state(lan, THEN, row->start);
	lan_hear(lan, THEN, general_query(row->version, LOWER));
	msg = specific_query(lan, row->version, row->from);
	msg.suppress = row->suppress;
	msg.max_resp_ms = row->max_resp_ms;
	msg.list = (struct qr_list) {
		.at = list.data,
		.len = list.len,
		.count = list.len / 4,
	};
	lan_hear(lan, THEN, msg);
	EXPECT_STATE(lan, row->after);
	lan_run(lan, THEN + SEC(10));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
}

static void and_believes_that_nobody_answers(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, "EX{1:100}@200");
	lan_hear(lan, THEN, general_query(3, LOWER));
	lan_hear(lan, THEN, specific_query(lan, 3, LOWER));
	lan_run(lan, THEN + SEC(2) - 1);
	EXPECT_STATE(lan, "EX{1:98.000000001}@0.000000001");
	lan_run(lan, THEN + SEC(2));
	EXPECT_STATE(lan, "IN{1:98}");
}

static void querier_does_not_mind_specific_queries(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, "EX{}@200");
	lan_hear(lan, THEN, specific_query(lan, 3, LOWER));
	lan_hear(lan, THEN, specific_query(lan, 3, HIGHER));
	lan_hear(lan, THEN, specific_query(lan, 2, LOWER));
	EXPECT_STATE(lan, "EX{}@200");
}

/* RFC 9776 8.4, 8.9, 8.13 with QRV 3 and QQIC 60 s: GMI 3 x 60 + 2 x 10 s */
static void what_the_elected_one_says_counts(struct kunit *test)
{
	struct qr_msg msg = general_query(3, LOWER);
	struct lan *lan = lan_up(test);

	msg.robustness = 3;
	msg.query_interval_ms = 60000;
	lan_hear(lan, SEC(10), msg);
	hear(lan, SEC(20), "IS_EX{}");
	EXPECT_STATE(lan, "EX{}@200");
	lan_hear(lan, SEC(20), specific_query(lan, 3, LOWER));
	EXPECT_STATE(lan, "EX{}@3");
	hear(lan, SEC(20), "v1");
	lan_hear(lan, SEC(100), msg);
	/* Older Host Present Interval: 3 x 60 + 10 s */
	hear(lan, SEC(210) - 1, "BLOCK{1}");
	EXPECT_STATE(lan, "EX{}@10.000000001");
	hear(lan, SEC(210), "BLOCK{1}");
	EXPECT_STATE(lan, "EX{1:10}@10");
}

static void and_no_longer_when_it_is_gone(struct kunit *test)
{
	struct qr_msg msg = general_query(3, LOWER);
	struct lan *lan = lan_up(test);

	msg.robustness = 3;
	msg.query_interval_ms = 60000;
	lan_hear(lan, SEC(10), msg);
	/* 3 x 60 + 10 / 2 s later it is not there any more. */
	hear(lan, SEC(195), "IS_EX{}");
	EXPECT_STATE(lan, "EX{}@270");
	hear(lan, SEC(200), "TO_IN{}");
	lan_run(lan, SEC(210));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "200 Q(1), 201 Q(1)");
}

/* RFC 9776 6.6.2 lets it give way; what it began it brings to an end. */
static void v3_querier_that_loses_finishes_its_queries(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, "EX{1:100}@200");
	hear(lan, THEN, "TO_IN{}");
	lan_hear(lan, THEN + HALF, general_query(3, LOWER));
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
	hear(lan, THEN + HALF, "IS_EX{}");
	hear(lan, THEN + SEC(5), "TO_IN{}");
	lan_run(lan, THEN + SEC(10));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan),
			   "0 Q(1), 0 Q(1;1), 1 Q(1)S");
}

/* RFC 2236 3: "Any Querier to non-Querier transition is ignored" */
static void v2_querier_that_asks_does_not_lose(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_VERSION, 2);
	make_state(lan, THEN, "EX{}@200");
	hear(lan, THEN, "v2");
	hear(lan, THEN, "leave");
	lan_hear(lan, THEN, general_query(2, LOWER));
	KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
	lan_hear(lan, THEN + SEC(1) - 1, general_query(2, LOWER));
	KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
	lan_run(lan, THEN + SEC(2));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "0 Q(1)/v2, 1 Q(1)/v2");
	EXPECT_STATE(lan, "-");

	lan_hear(lan, THEN + SEC(2), general_query(2, LOWER));
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
	EXPECT_ADDR(test, lan_status(lan).address, LOWER);
}

static void v2_querier_that_asks_nothing_loses(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_VERSION, 2);
	hear(lan, SEC(10), "v2");
	/* Nobody is there to leave this one. */
	hear(lan, SEC(11), "2/leave");
	lan_hear(lan, SEC(11), general_query(2, LOWER));
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
}

/* It has sent all it had to: RFC 2236 3 has it wait no longer. */
static void v2_querier_that_asked_and_was_answered(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_VERSION, 2);
	hear(lan, SEC(10), "v2");
	hear(lan, SEC(20), "leave");
	hear(lan, SEC(20.5), "v2");
	lan_hear(lan, SEC(23), general_query(2, LOWER));
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
}

static void passive_asks_nothing(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set_mode(lan, QR_MODE_PASSIVE);
	make_state(lan, THEN, "EX{1:100}@200");
	hear(lan, THEN, "TO_IN{} BLOCK{2}");
	lan_run(lan, THEN + SEC(5));
	EXPECT_STATE(lan, "EX{1:95 2:195}@195");
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
}

static void passive_sends_not_even_what_is_pending(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, "EX{1:100}@200");
	hear(lan, THEN, "TO_IN{}");
	lan_run(lan, THEN + HALF);
	lan_set_mode(lan, QR_MODE_PASSIVE);
	lan_run(lan, THEN + SEC(5));
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "0 Q(1), 0 Q(1;1)");
}

static void passive_goes_by_the_elected_one(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set_mode(lan, QR_MODE_PASSIVE);
	make_state(lan, THEN, "EX{}@200");
	lan_hear(lan, THEN, general_query(3, HIGHER));
	lan_hear(lan, THEN, specific_query(lan, 3, HIGHER));
	EXPECT_STATE(lan, "EX{}@2");
}

static void proxy_asks_from_nobody(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set_mode(lan, QR_MODE_PROXY);
	make_state(lan, THEN, "EX{}@200");
	hear(lan, THEN, "TO_IN{}");
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "0 Q(1)");
	EXPECT_ADDR(test, lan->last_asked.source, NOBODY);
}

static struct kunit_case other_querier_cases[] = {
	KUNIT_CASE_PARAM(non_querier_hears_a_specific_query, heard_gen_params),
	KUNIT_CASE(and_believes_that_nobody_answers),
	KUNIT_CASE(querier_does_not_mind_specific_queries),
	KUNIT_CASE(what_the_elected_one_says_counts),
	KUNIT_CASE(and_no_longer_when_it_is_gone),
	KUNIT_CASE(v3_querier_that_loses_finishes_its_queries),
	KUNIT_CASE(v2_querier_that_asks_does_not_lose),
	KUNIT_CASE(v2_querier_that_asks_nothing_loses),
	KUNIT_CASE(v2_querier_that_asked_and_was_answered),
	KUNIT_CASE(passive_asks_nothing),
	KUNIT_CASE(passive_sends_not_even_what_is_pending),
	KUNIT_CASE(passive_goes_by_the_elected_one),
	KUNIT_CASE(proxy_asks_from_nobody),
	{}
};

static struct kunit_suite other_querier_suite = {
	.name = "qr_other_querier",
	.test_cases = other_querier_cases,
};

kunit_test_suite(other_querier_suite);
