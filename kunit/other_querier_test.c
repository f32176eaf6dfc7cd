// SPDX-License-Identifier: GPL-2.0
/*
 * Members beside another querier: its specific queries (RFC 9776 6.6.1, RFC
 * 9777 7.6.1, RFC 2236 3), its Robustness Variable and Query Interval, and what
 * happens to the own queries when it appears.
 *
 * Another host's specific query is part of the election in MLD, and in IGMP it
 * is not: what follows from that is marked as IGMP's alone.
 */
#include "members.h"

#define HALF	SEC(0.5)

/* The host that asks; the one with the lower address is elected. */
enum sender {
	ELECTED,
	ANOTHER_LOWER,
	ANOTHER_HIGHER,
	NO_ADDRESS,
};

#define MOST_SOURCES	3

static const struct heard_row {
	const char *desc;
	const char *start;
	bool older;		/* IGMPv2, MLDv1 */
	enum sender from;
	bool suppress;
	u8 sources[MOST_SOURCES];
	u32 max_resp_ms;
	const char *after;
	bool igmp_only;
} heard_rows[] = {
	{ "the elected one asks for the group", "EX{1:100 2:0}@200",
	  false, ELECTED, false, {}, 1000, "EX{1:100 2:0}@2" },
	{ "newest: its own Last Member Query Time counts, not the message's",
	  "EX{}@200", false, ELECTED, false, {}, 5000, "EX{}@2" },
	{ "the elected one, S flag", "EX{1:100 2:0}@200",
	  false, ELECTED, true, {}, 1000, "EX{1:100 2:0}@200" },
	{ "another one, higher", "EX{}@200",
	  false, ANOTHER_HIGHER, false, {}, 1000, "EX{}@200" },
	{ "IGMP: another one, lower still than this host", "EX{}@200",
	  false, ANOTHER_LOWER, false, {}, 1000, "EX{}@200", true },
	{ "IGMP: another one, 0.0.0.0", "EX{}@200",
	  false, NO_ADDRESS, false, {}, 1000, "EX{}@200", true },
	{ "lower already", "EX{}@1",
	  false, ELECTED, false, {}, 1000, "EX{}@1" },
	{ "sources", "EX{1:100 2:0}@200",
	  false, ELECTED, false, { 1, 2, 3 }, 1000, "EX{1:2 2:0}@200" },
	{ "sources, S flag", "EX{1:100 2:0}@200",
	  false, ELECTED, true, { 1 }, 1000, "EX{1:100 2:0}@200" },
	{ "sources in INCLUDE", "IN{1:100 2:150}",
	  false, ELECTED, false, { 2 }, 1000, "IN{1:100 2:2}" },
	{ "source, lower already", "IN{1:1}",
	  false, ELECTED, false, { 1 }, 1000, "IN{1:1}" },
	{ "group in INCLUDE", "IN{1:100}",
	  false, ELECTED, false, {}, 1000, "IN{1:100}" },
	{ "no such group", "-", false, ELECTED, false, {}, 1000, "-" },
	{ "older: twice the message's Max Resp Time", "EX{1:100}@200",
	  true, ELECTED, false, {}, 2500, "EX{1:100}@5" },
	{ "older: lower already", "EX{}@4",
	  true, ELECTED, false, {}, 2500, "EX{}@4" },
	{ "older: another one", "EX{}@200",
	  true, ANOTHER_HIGHER, false, {}, 2500, "EX{}@200" },
};

ROWS(heard);

static union qr_addr address_of(const struct family *family,
				enum sender sender)
{
	switch (sender) {
	case ELECTED:
		return family->lower;
	case ANOTHER_LOWER:
		return LOWER_TOO;
	case ANOTHER_HIGHER:
		return family->higher;
	default:
		return UNSPEC;
	}
}

/* Numbers up to the first 0, in a buffer of exactly their size. */
static struct qr_list list_of(struct lan *lan, const u8 *sources)
{
	u8 addr_len = lan->family->proto->addr_len;
	u8 bytes[MOST_SOURCES * sizeof(union qr_addr)];
	struct qr_list list = {};
	union qr_addr addr;
	u8 *exact;

	while (list.count < MOST_SOURCES && sources[list.count]) {
		addr = address(lan->family, lan->family->source,
			       sources[list.count++]);
		memcpy(bytes + list.len, &addr, addr_len);
		list.len += addr_len;
	}
	exact = kunit_kmalloc(lan->test, list.len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(lan->test, exact);
	memcpy(exact, bytes, list.len);
	list.at = exact;
	return list;
}

static u8 newest(const struct family *family)
{
	return family->proto->version_max;
}

static void hear_specific_query(struct lan *lan, const struct heard_row *row)
{
	const struct family *family = lan->family;
	u8 version = newest(family) - row->older;
	struct qr_msg msg = specific_query(lan, version,
					   address_of(family, row->from));

	make_state(lan, THEN, row->start);
	lan_hear(lan, THEN, general_query(version, family->lower));
	msg.suppress = row->suppress;
	msg.max_resp_ms = row->max_resp_ms;
	msg.list = list_of(lan, row->sources);
	lan_hear(lan, THEN, msg);
}

static void non_querier_hears_a_specific_query(struct kunit *test)
{
	const struct heard_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		if (row->igmp_only && family->proto != &qr_igmp)
			continue;
		hear_specific_query(lan, row);
		EXPECT_STATE(lan, row->after);
		lan_run(lan, THEN + SEC(10));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
	}
}

static void and_assumes_that_no_host_answers(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		u8 version = newest(family);

		make_state(lan, THEN, "EX{1:100}@200");
		lan_hear(lan, THEN, general_query(version, family->lower));
		lan_hear(lan, THEN, specific_query(lan, version,
						   family->lower));
		lan_run(lan, THEN + SEC(2) - 1);
		EXPECT_STATE(lan, "EX{1:98.000000001}@0.000000001");
		lan_run(lan, THEN + SEC(2));
		EXPECT_STATE(lan, "IN{1:98}");
	}
}

static void querier_ignores_specific_queries(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		u8 version = newest(family);

		make_state(lan, THEN, "EX{}@200");
		lan_hear(lan, THEN, specific_query(lan, version,
						   family->higher));
		lan_hear(lan, THEN, specific_query(lan, version - 1,
						   family->higher));
		EXPECT_STATE(lan, "EX{}@200");
		KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
	}
}

static void querier_of_igmp_not_even_of_a_lower_one(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, "EX{}@200");
	lan_hear(lan, THEN, specific_query(lan, 3, LOWER));
	lan_hear(lan, THEN, specific_query(lan, 2, LOWER));
	EXPECT_STATE(lan, "EX{}@200");
	KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
}

/* A query with QRV 3 and QQIC 60 s. */
static struct qr_msg other_values(struct qr_msg msg)
{
	msg.robustness = 3;
	msg.query_interval_ms = 60000;
	return msg;
}

/* GMI 3 x 60 + 2 x 10 s (RFC 9776 8.4, 8.9, 8.13; RFC 9777 9.4, 9.9, 9.13) */
static void obey(struct lan *lan)
{
	const struct family *family = lan->family;
	struct qr_msg msg = general_query(newest(family), family->lower);

	lan_hear(lan, SEC(10), other_values(msg));
	hear(lan, SEC(20), "IS_EX{}");
	EXPECT_STATE(lan, "EX{}@200");
	lan_hear(lan, SEC(20),
		 other_values(specific_query(lan, newest(family),
					     family->lower)));
	EXPECT_STATE(lan, "EX{}@3");
	hear(lan, SEC(20), "v2");
	lan_hear(lan, SEC(100), other_values(msg));
	/* Older Host Present Interval: 3 x 60 + 10 s */
	hear(lan, SEC(210) - 1, "BLOCK{1}");
	EXPECT_STATE(lan, "EX{}@10.000000001");
	hear(lan, SEC(210), "BLOCK{1}");
	EXPECT_STATE(lan, "EX{1:10}@10");
}

static void what_the_elected_one_says_counts(struct kunit *test)
{
	const struct family *family;

	for_each_family(family)
		obey(lan_up_of(test, family));
}

static void and_no_longer_when_it_is_gone(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		lan_hear(lan, SEC(10),
			 other_values(general_query(newest(family),
						    family->lower)));
		/* 3 x 60 + 10 / 2 s later it is not there any more. */
		hear(lan, SEC(195), "IS_EX{}");
		EXPECT_STATE(lan, "EX{}@270");
		hear(lan, SEC(200), "TO_IN{}");
		lan_run(lan, SEC(210));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan),
				   "200 Q(1), 201 Q(1)");
	}
}

/* RFC 9776 6.6.2 lets it give way; it finishes what it began. */
static void newest_version_that_loses_finishes_its_queries(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		make_state(lan, THEN, "EX{1:100}@200");
		hear(lan, THEN, "TO_IN{}");
		lan_hear(lan, THEN + HALF,
			 general_query(newest(family), family->lower));
		KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
		hear(lan, THEN + HALF, "IS_EX{}");
		hear(lan, THEN + SEC(5), "TO_IN{}");
		lan_run(lan, THEN + SEC(10));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan),
				   "0 Q(1), 0 Q(1;1), 1 Q(1)S");
	}
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

static void older_querier_that_asks_nothing_loses(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		u8 version = newest(family) - 1;

		lan_set(lan, QR_PARAM_VERSION, version);
		hear(lan, SEC(10), "v2");
		/* This group has no members that could leave. */
		hear(lan, SEC(11), "2/leave");
		lan_hear(lan, SEC(11), general_query(version, family->lower));
		KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
	}
}

/* It has sent all its queries: RFC 2236 3 makes it wait no longer. */
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
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		lan_set_mode(lan, QR_MODE_PASSIVE);
		make_state(lan, THEN, "EX{1:100}@200");
		hear(lan, THEN, "TO_IN{} BLOCK{2}");
		lan_run(lan, THEN + SEC(5));
		EXPECT_STATE(lan, "EX{1:95 2:195}@195");
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
	}
}

static void passive_sends_not_even_what_is_pending(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		make_state(lan, THEN, "EX{1:100}@200");
		hear(lan, THEN, "TO_IN{}");
		lan_run(lan, THEN + HALF);
		lan_set_mode(lan, QR_MODE_PASSIVE);
		lan_run(lan, THEN + SEC(5));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), "0 Q(1), 0 Q(1;1)");
	}
}

static void passive_goes_by_the_elected_one(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		u8 version = newest(family);

		lan_set_mode(lan, QR_MODE_PASSIVE);
		make_state(lan, THEN, "EX{}@200");
		lan_hear(lan, THEN, general_query(version, family->higher));
		lan_hear(lan, THEN, specific_query(lan, version,
						   family->higher));
		EXPECT_STATE(lan, "EX{}@2");
	}
}

/* IGMP only: MLD never sends from the unspecified address. */
static void proxy_asks_from_0_0_0_0(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	lan_set_mode(lan, QR_MODE_PROXY);
	make_state(lan, THEN, "EX{}@200");
	hear(lan, THEN, "TO_IN{}");
	KUNIT_EXPECT_STREQ(test, lan_asked(lan), "0 Q(1)");
	EXPECT_ADDR(test, lan->last_asked.source, UNSPEC);
}

static struct kunit_case other_querier_cases[] = {
	KUNIT_CASE_PARAM(non_querier_hears_a_specific_query, heard_gen_params),
	KUNIT_CASE(and_assumes_that_no_host_answers),
	KUNIT_CASE(querier_ignores_specific_queries),
	KUNIT_CASE(querier_of_igmp_not_even_of_a_lower_one),
	KUNIT_CASE(what_the_elected_one_says_counts),
	KUNIT_CASE(and_no_longer_when_it_is_gone),
	KUNIT_CASE(newest_version_that_loses_finishes_its_queries),
	KUNIT_CASE(v2_querier_that_asks_does_not_lose),
	KUNIT_CASE(older_querier_that_asks_nothing_loses),
	KUNIT_CASE(v2_querier_that_asked_and_was_answered),
	KUNIT_CASE(passive_asks_nothing),
	KUNIT_CASE(passive_sends_not_even_what_is_pending),
	KUNIT_CASE(passive_goes_by_the_elected_one),
	KUNIT_CASE(proxy_asks_from_0_0_0_0),
	{}
};

static struct kunit_suite other_querier_suite = {
	.name = "qr_other_querier",
	.test_cases = other_querier_cases,
};

kunit_test_suite(other_querier_suite);
