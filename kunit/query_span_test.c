// SPDX-License-Identifier: GPL-2.0
/*
 * The limit of another querier's Robustness Variable x Query Interval:
 * other_querier_max_ms, or this host's own product if that is larger. All times
 * that depend on the product are checked: RFC 9776 8.4, 8.5, 8.12 and 8.13.
 */
#include "members.h"

#define HEARD	SEC(10)

static const struct span_row {
	const char *desc;
	u32 own_robustness, own_interval_ms;
	u32 most_ms;
	u32 robustness, interval_ms;
	ktime_t span;
} span_rows[] = {
	{ "forged: 15 min by default",
	  2, 125000, 900000, 7, 31744000, SEC(900) },
	{ "just below the limit it counts as it is",
	  2, 125000, 900000, 7, 128000, SEC(896) },
	{ "exactly the limit", 2, 125000, 900000, 3, 300000, SEC(900) },
	{ "just above the limit", 2, 125000, 900000, 1, 901000, SEC(900) },
	{ "shorter than this host's own", 2, 125000, 900000, 1, 1000, SEC(1) },
	{ "this host's own is above the limit, and is the limit",
	  4, 300000, 900000, 7, 31744000, SEC(1200) },
	{ "between the limit and this host's own",
	  4, 300000, 900000, 2, 500000, SEC(1000) },
	{ "the lowest limit: no less than this host's own",
	  2, 125000, 1000, 7, 31744000, SEC(250) },
	{ "the lowest limit: a shorter one counts as it is",
	  2, 125000, 1000, 2, 60000, SEC(120) },
	{ "the highest limit: all that can be said",
	  2, 125000, 222208000, 7, 31744000, SEC(222208) },
	{ "only the interval is said",
	  4, 125000, 900000, 0, 31744000, SEC(900) },
	{ "only the robustness is said",
	  2, 400000, 900000, 7, 0, SEC(900) },
	{ "neither is said: this host's own has no limit",
	  255, 31744000, 900000, 0, 0, SEC(8094720) },
};

ROWS(span);

/* A non-querier that uses the other querier's values from HEARD on. */
static struct lan *lan_of_row(struct kunit *test, const struct family *family)
{
	const struct span_row *row = test->param_value;
	struct qr_msg msg = general_query(family->proto->version_max,
					  family->lower);
	struct lan *lan = lan_up_of(test, family);

	lan_set(lan, QR_PARAM_ROBUSTNESS, row->own_robustness);
	lan_set(lan, QR_PARAM_QUERY_INTERVAL, row->own_interval_ms);
	lan_set(lan, QR_PARAM_OTHER_QUERIER_MAX, row->most_ms);
	msg.robustness = row->robustness;
	msg.query_interval_ms = row->interval_ms;
	lan_hear(lan, HEARD, msg);
	KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
	return lan;
}

static void other_querier_present(struct kunit *test)
{
	const struct span_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_of_row(test, family);

		KUNIT_EXPECT_EQ(test, lan_status(lan).other_expires,
				row->span + SEC(5));
		lan_run(lan, HEARD + row->span + SEC(5) - 1);
		KUNIT_EXPECT_FALSE(test, lan_status(lan).querier);
		lan_run(lan, HEARD + row->span + SEC(5));
		KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
	}
}

static void group_membership(struct kunit *test)
{
	const struct span_row *row = test->param_value;
	const struct family *family;
	char state[32];

	for_each_family(family) {
		struct lan *lan = lan_of_row(test, family);

		hear(lan, HEARD, "IS_EX{}");
		snprintf(state, sizeof(state), "EX{}@%lld",
			 div_s64(row->span + SEC(20), NSEC_PER_SEC));
		EXPECT_STATE(lan, state);
	}
}

/* While an older host is present BLOCK is ignored. */
static void older_host_present(struct kunit *test)
{
	const struct span_row *row = test->param_value;
	ktime_t end = HEARD + row->span + SEC(10);
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_of_row(test, family);

		hear(lan, HEARD, "v2");
		hear(lan, end - 1, "BLOCK{1}");
		EXPECT_STATE(lan, "EX{}@10.000000001");
		hear(lan, end, "BLOCK{1}");
		KUNIT_EXPECT_STRNEQ(test, state_of(lan, 1), "EX{}@10");
	}
}

static void older_querier_present(struct kunit *test)
{
	const struct span_row *row = test->param_value;
	ktime_t end = HEARD + row->span + SEC(10);
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_of_row(test, family);
		u8 newest = family->proto->version_max;

		lan_hear(lan, HEARD, general_query(newest - 1, family->higher));
		lan_run(lan, end - 1);
		KUNIT_EXPECT_EQ(test, lan_status(lan).active_version,
				newest - 1);
		lan_run(lan, end);
		KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, newest);
	}
}

/* From HEARD on beside an older querier, and one with QRV 7 and QQIC 31744 s. */
static struct lan *lan_beside_a_forger(struct kunit *test,
				       const struct family *family)
{
	u8 newest = family->proto->version_max;
	struct qr_msg msg = general_query(newest, family->lower);
	struct lan *lan = lan_up_of(test, family);

	msg.robustness = 7;
	msg.query_interval_ms = 31744000;
	lan_hear(lan, HEARD, msg);
	lan_hear(lan, HEARD, general_query(newest - 1, family->higher));
	return lan;
}

static void change_counts_at_once(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_beside_a_forger(test, family);
		u8 newest = family->proto->version_max;

		lan_run(lan, SEC(400));
		lan_set(lan, QR_PARAM_OTHER_QUERIER_MAX, 222208000);
		KUNIT_EXPECT_EQ(test, lan_status(lan).other_expires,
				SEC(222208 + 5 - 390));
		lan_set(lan, QR_PARAM_OTHER_QUERIER_MAX, 500000);
		KUNIT_EXPECT_EQ(test, lan_status(lan).other_expires,
				SEC(500 + 5 - 390));
		lan_run(lan, SEC(515));
		KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
		KUNIT_EXPECT_EQ(test, lan_status(lan).active_version,
				newest - 1);
		lan_run(lan, SEC(520));
		KUNIT_EXPECT_EQ(test, lan_status(lan).active_version, newest);
	}
}

/* A limit that has already passed ends it now. */
static void change_ends_it_at_once(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_beside_a_forger(test, family);

		lan_run(lan, SEC(400));
		lan_queries(lan);
		lan_set(lan, QR_PARAM_OTHER_QUERIER_MAX, 1000);
		KUNIT_EXPECT_TRUE(test, lan_status(lan).querier);
		KUNIT_EXPECT_EQ(test, lan_status(lan).active_version,
				family->proto->version_max);
		lan_run(lan, SEC(440));
		KUNIT_EXPECT_STREQ(test, lan_queries(lan), "400 431.25");
	}
}

/* Two that query less often than each waits for the other would take turns. */
static void longer_own_interval_counts_at_once(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_beside_a_forger(test, family);

		lan_set(lan, QR_PARAM_QUERY_INTERVAL, 1000000);
		KUNIT_EXPECT_EQ(test, lan_status(lan).other_expires,
				SEC(2000 + 5));
	}
}

static struct kunit_case query_span_cases[] = {
	KUNIT_CASE_PARAM(other_querier_present, span_gen_params),
	KUNIT_CASE_PARAM(group_membership, span_gen_params),
	KUNIT_CASE_PARAM(older_host_present, span_gen_params),
	KUNIT_CASE_PARAM(older_querier_present, span_gen_params),
	KUNIT_CASE(change_counts_at_once),
	KUNIT_CASE(change_ends_it_at_once),
	KUNIT_CASE(longer_own_interval_counts_at_once),
	{}
};

static struct kunit_suite query_span_suite = {
	.name = "qr_query_span",
	.test_cases = query_span_cases,
};

kunit_test_suite(query_span_suite);
