// SPDX-License-Identifier: GPL-2.0
/*
 * IGMP elections with addresses of 169.254/16 (RFC 3927): every routable one
 * precedes them, and one that goes by RFC 9776 6.6.2 alone may not know that.
 */
#include "fixture.h"

#define LOCAL		V4(169, 254, 7, 7)
#define LOCAL_LOWER	V4(169, 254, 0, 1)
#define LOCAL_HIGHER	V4(169, 254, 7, 8)
#define ROUTABLE	V4(192, 168, 0, 5)
#define ROUTABLE_LOWER	V4(192, 168, 0, 1)

static const struct order_row {
	const char *desc;
	union qr_addr own, heard;
	bool lost;
	bool rival;
} order_rows[] = {
	{ "routable, higher: gives way to no 169.254",
	  ROUTABLE, LOCAL_LOWER, false, true },
	{ "the highest routable and the lowest 169.254",
	  V4(223, 255, 255, 254), V4(169, 254, 0, 0), false, true },
	{ "routable, lower: gives way to no 169.254, which gives way",
	  OWN, LOCAL_LOWER, false, false },
	{ "routable: gives way to routable ones",
	  ROUTABLE, ROUTABLE_LOWER, true, false },
	{ "169.254: gives way to a higher routable one",
	  LOCAL, ROUTABLE, true, false },
	{ "169.254: gives way to a lower routable one", LOCAL, OWN, true,
	  false },
	{ "169.254: gives way to a lower one", LOCAL, LOCAL_LOWER, true,
	  false },
	{ "169.254: gives way to no higher one", LOCAL, LOCAL_HIGHER, false,
	  false },
	{ "169.253 is routable", LOCAL, V4(169, 253, 255, 255), true, false },
	{ "169.255 is routable", LOCAL, V4(169, 255, 0, 0), true, false },
	{ "no address: gives way to 169.254", UNSPEC, LOCAL, true, false },
	{ "no address, and none heard", UNSPEC, UNSPEC, false, false },
	{ "0.0.0.0 wins over no 169.254, and is no rival", LOCAL, UNSPEC, false,
	  false },
};

ROWS(order);

static void query_heard_by_the_querier(struct kunit *test)
{
	const struct order_row *row = test->param_value;
	struct lan *lan = lan_new(test);

	lan_set_source(lan, row->own);
	lan_start(lan);
	qr_engine_take_events(&lan->engine);
	lan_hear(lan, SEC(10), general_query(3, row->heard));
	KUNIT_EXPECT_EQ(test, lan_status(lan).querier, !row->lost);
	KUNIT_EXPECT_EQ(test, qr_engine_take_events(&lan->engine),
			(row->lost ? QR_EVENT_LOST : 0U) |
			(row->rival ? QR_EVENT_RIVAL : 0U));
	if (row->rival)
		EXPECT_ADDR(test, lan_status(lan).rival, row->heard);
}

/* Of any two exactly one wins, seen from either. */
static void order_is_total(struct kunit *test)
{
	static const union qr_addr addrs[] = {
		V4(1, 0, 0, 1), OWN, V4(169, 253, 255, 255), V4(169, 255, 0, 0),
		ROUTABLE_LOWER, ROUTABLE, V4(223, 255, 255, 254),
		LOCAL_LOWER, LOCAL, LOCAL_HIGHER, V4(169, 254, 255, 255),
	};
	int i, j;

	for (i = 0; i < ARRAY_SIZE(addrs); i++) {
		for (j = 0; j < ARRAY_SIZE(addrs); j++)
			KUNIT_EXPECT_EQ(test,
					qr_igmp.precedes(&addrs[i], &addrs[j]),
					i < j);
	}
}

/* A passive host, or one without an address, uses the same order. */
static void watcher_goes_by_the_same_order(struct kunit *test)
{
	static const enum qr_mode modes[] = { QR_MODE_PASSIVE, QR_MODE_PROXY };
	int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		struct lan *lan = lan_up(test);

		lan_set_mode(lan, modes[i]);
		lan_hear(lan, SEC(10), general_query(3, LOCAL));
		lan_hear(lan, SEC(20), general_query(3, LOCAL_LOWER));
		EXPECT_ADDR(test, lan_status(lan).address, LOCAL_LOWER);
		lan_hear(lan, SEC(30), general_query(3, ROUTABLE));
		lan_hear(lan, SEC(40), general_query(3, LOCAL_LOWER));
		EXPECT_ADDR(test, lan_status(lan).address, ROUTABLE);
		/* 255 s after it was last heard, and not before. */
		lan_hear(lan, SEC(285) - 1, general_query(3, LOCAL_LOWER));
		EXPECT_ADDR(test, lan_status(lan).address, ROUTABLE);
		lan_hear(lan, SEC(285), general_query(3, LOCAL_LOWER));
		EXPECT_ADDR(test, lan_status(lan).address, LOCAL_LOWER);
		KUNIT_EXPECT_FALSE(test, qr_engine_take_events(&lan->engine) &
					 QR_EVENT_RIVAL);
	}
}

/* DHCP answers late, and the lease comes and goes. */
static void own_address_becomes_routable_and_local_again(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_source(lan, LOCAL);
	lan_start(lan);
	lan_hear(lan, SEC(10), general_query(3, LOCAL_LOWER));
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
	lan_set_source(lan, ROUTABLE);
	KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
	lan_hear(lan, SEC(20), general_query(3, ROUTABLE_LOWER));
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
	lan_set_source(lan, LOCAL);
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
	EXPECT_ADDR(test, lan_status(lan).address, ROUTABLE_LOWER);
}

static bool reports_a_rival(struct lan *lan, ktime_t at, union qr_addr source)
{
	lan_hear(lan, at, general_query(3, source));
	return qr_engine_take_events(&lan->engine) & QR_EVENT_RIVAL;
}

static void rival_is_reported_once(struct kunit *test)
{
	struct lan *lan = lan_new(test);
	int i;

	lan_set_source(lan, ROUTABLE);
	lan_start(lan);
	KUNIT_EXPECT_TRUE(test, reports_a_rival(lan, SEC(10), LOCAL));
	for (i = 1; i < 100; i++)
		KUNIT_EXPECT_FALSE(test,
				   reports_a_rival(lan, SEC(10) + i * SEC(125),
						   i % 2 ? LOCAL_LOWER :
							   LOCAL));
	/* It was gone for as long as a querier is believed, and is back. */
	KUNIT_EXPECT_FALSE(test, reports_a_rival(lan,
						 SEC(12385 + 255) - 1, LOCAL));
	KUNIT_EXPECT_TRUE(test, reports_a_rival(lan, SEC(12640 + 255),
						LOCAL));
	KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
}

static void rival_is_reported_again_after_a_start(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_source(lan, ROUTABLE);
	lan_start(lan);
	KUNIT_EXPECT_TRUE(test, reports_a_rival(lan, SEC(10), LOCAL));
	lan_stop(lan);
	lan_start(lan);
	KUNIT_EXPECT_TRUE(test, reports_a_rival(lan, SEC(20), LOCAL));
}

/* Having lost to a third querier it sends nothing, so it has no rival. */
static void rival_of_a_non_querier_is_none(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_set_source(lan, ROUTABLE);
	lan_start(lan);
	lan_hear(lan, SEC(5), general_query(3, ROUTABLE_LOWER));
	KUNIT_EXPECT_FALSE(test, reports_a_rival(lan, SEC(10), LOCAL));
}

static struct kunit_case link_local_cases[] = {
	KUNIT_CASE_PARAM(query_heard_by_the_querier, order_gen_params),
	KUNIT_CASE(order_is_total),
	KUNIT_CASE(watcher_goes_by_the_same_order),
	KUNIT_CASE(own_address_becomes_routable_and_local_again),
	KUNIT_CASE(rival_is_reported_once),
	KUNIT_CASE(rival_is_reported_again_after_a_start),
	KUNIT_CASE(rival_of_a_non_querier_is_none),
	{}
};

static struct kunit_suite link_local_suite = {
	.name = "qr_link_local",
	.test_cases = link_local_cases,
};

kunit_test_suite(link_local_suite);
