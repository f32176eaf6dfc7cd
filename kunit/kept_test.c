// SPDX-License-Identifier: GPL-2.0
/*
 * What the engine keeps for the next report: all that changes it makes the
 * engine compute it again.
 */
#include "fixture.h"

static void start(struct lan *lan)
{
	lan_start(lan);
}

static void stop(struct lan *lan)
{
	lan_stop(lan);
}

static void set_robustness(struct lan *lan)
{
	lan_set(lan, QR_PARAM_ROBUSTNESS, 3);
}

static void set_last_member_query_interval(struct lan *lan)
{
	lan_set(lan, QR_PARAM_LAST_MEMBER_QUERY_INTERVAL, 2000);
}

static void set_other_querier_max(struct lan *lan)
{
	lan_set(lan, QR_PARAM_OTHER_QUERIER_MAX, 300000);
}

static void set_version(struct lan *lan)
{
	lan_set(lan, QR_PARAM_VERSION, 1);
}

static void be_passive(struct lan *lan)
{
	lan_set_mode(lan, QR_MODE_PASSIVE);
}

static void hear(struct lan *lan, u8 age, u32 robustness,
		 union qr_addr source)
{
	u8 version = lan->family->proto->version_max - age;
	struct qr_msg msg = general_query(version, source);

	msg.version = version;
	msg.router_alert = true;
	msg.robustness = robustness;
	lan_hear(lan, ktime_add(lan->now, SEC(1)), msg);
}

static void lose(struct lan *lan)
{
	hear(lan, 0, 2, lan->family->lower);
}

/* It tells a span that is far above the limit. */
static void lose_for_long(struct lan *lan)
{
	hear(lan, 0, 7, lan->family->lower);
}

static void hear_older(struct lan *lan)
{
	hear(lan, 1, 0, lan->family->higher);
}

static void wait(struct lan *lan)
{
	lan_run(lan, ktime_add(lan->now, SEC(1000)));
}

/* Lower than all others, so that the election is won again. */
static void take_lowest_address(struct lan *lan)
{
	lan_set_source(lan, address(lan->family, lan->family->lower, 0));
}

static void query_now(struct lan *lan)
{
	qr_engine_query_now(&lan->engine);
}

static void query_again(struct lan *lan)
{
	qr_engine_query_again(&lan->engine, ktime_add(LAN_EPOCH, lan->now));
}

static void take_query(struct lan *lan)
{
	lan_run(lan, ktime_add(lan->now, SEC(32)));
}

static const struct stale_row {
	const char *desc;
	void (*before)(struct lan *lan);
	void (*change)(struct lan *lan);
} stale_rows[] = {
	{ "the link comes up", NULL, start },
	{ "the link goes down", start, stop },
	{ "another robustness", start, set_robustness },
	{ "another Last Member Query Interval", start,
	  set_last_member_query_interval },
	{ "another limit of what is adopted", lose_for_long,
	  set_other_querier_max },
	{ "another version", start, set_version },
	{ "another mode", start, be_passive },
	{ "a query is asked for", start, query_now },
	{ "the startup series begins again", take_query, query_again },
	{ "a query is taken", start, take_query },
	{ "an election is lost", start, lose },
	{ "the same querier is heard again", lose, lose },
	{ "the same querier says another robustness", lose, lose_for_long },
	{ "the other querier is silent for too long", lose, wait },
	{ "an older querier is heard", start, hear_older },
	{ "the same older querier is heard again", hear_older, hear_older },
	{ "the older querier is silent for too long", hear_older, wait },
	{ "the election is won by another address", lose,
	  take_lowest_address },
};

ROWS(stale);

/* What a fresh computation gives. */
static struct qr_kept compute(const struct lan *lan)
{
	const struct qr_engine *engine = &lan->engine;
	struct qr_kept fresh = engine->kept;

	qr_kept_compute(&fresh, &engine->election, &engine->schedule,
			engine->params, &engine->version,
			qr_version_active(&engine->version,
					  engine->params->version,
					  engine->params->version_fallback));
	return fresh;
}

static bool is_equal(const struct qr_kept *a, const struct qr_kept *b)
{
	return a->until == b->until &&
	       a->next == b->next &&
	       a->ctx.version == b->ctx.version &&
	       a->ctx.may_ask == b->ctx.may_ask &&
	       a->ctx.membership == b->ctx.membership &&
	       a->ctx.last_member_interval == b->ctx.last_member_interval &&
	       a->ctx.last_member_time == b->ctx.last_member_time &&
	       a->ctx.last_member_count == b->ctx.last_member_count &&
	       a->ctx.older_host_present == b->ctx.older_host_present;
}

/* It is in use, so that a change without notice would be seen. */
static void prepare(struct lan *lan, void (*before)(struct lan *lan))
{
	if (before && before != start)
		lan_start(lan);
	if (before)
		before(lan);
	qr_engine_next(&lan->engine);
}

static void change_is_noticed(struct kunit *test)
{
	const struct stale_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_new_of(test, family);
		struct qr_kept before, fresh;

		prepare(lan, row->before);
		before = compute(lan);
		row->change(lan);
		fresh = compute(lan);
		KUNIT_EXPECT_FALSE(test, is_equal(&before, &fresh));
		KUNIT_EXPECT_TRUE(test, lan->engine.is_kept_stale ||
				  is_equal(&lan->engine.kept, &fresh));
	}
}

/* A report neither changes it nor has it computed again. */
static void report_changes_nothing(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		struct qr_msg msg = {
			.type = QR_MSG_REPORT,
			.version = family->proto->version_leave,
			.router_alert = true,
			.source = family->lower,
			.group = address(family, family->group, 1),
		};

		qr_engine_next(&lan->engine);
		KUNIT_EXPECT_EQ(test, lan_hear(lan, SEC(5), msg), QR_ACCEPTED);
		KUNIT_EXPECT_FALSE(test, lan->engine.is_kept_stale);
	}
}

static struct kunit_case kept_cases[] = {
	KUNIT_CASE_PARAM(change_is_noticed, stale_gen_params),
	KUNIT_CASE(report_changes_nothing),
	{}
};

static struct kunit_suite kept_suite = {
	.name = "qr_kept",
	.test_cases = kept_cases,
};

kunit_test_suite(kept_suite);
