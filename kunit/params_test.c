// SPDX-License-Identifier: GPL-2.0
/*
 * Names, ranges and defaults are those of the documented interface, times are
 * RFC 9776 section 8's formulas calculated by hand.
 */
#include "fixture.h"

#include <linux/errno.h>

static struct qr_params defaults(void)
{
	struct qr_params params;

	qr_params_init(&params, 3);
	return params;
}

static const struct default_row {
	const char *desc;	/* also its name */
	enum qr_param_id id;
	u32 value;
} default_rows[] = {
	{ "version", QR_PARAM_VERSION, 3 },
	{ "version_fallback", QR_PARAM_VERSION_FALLBACK, 1 },
	{ "robustness", QR_PARAM_ROBUSTNESS, 2 },
	{ "query_interval_ms", QR_PARAM_QUERY_INTERVAL, 125000 },
	{ "query_response_interval_ms", QR_PARAM_QUERY_RESPONSE_INTERVAL,
	  10000 },
	{ "startup_query_interval_ms", QR_PARAM_STARTUP_QUERY_INTERVAL, 31250 },
	{ "startup_query_count", QR_PARAM_STARTUP_QUERY_COUNT, 2 },
	{ "last_member_query_interval_ms", QR_PARAM_LAST_MEMBER_QUERY_INTERVAL,
	  1000 },
	{ "last_member_query_count", QR_PARAM_LAST_MEMBER_QUERY_COUNT, 2 },
	{ "require_router_alert", QR_PARAM_REQUIRE_ROUTER_ALERT, 0 },
	{ "accept_off_subnet", QR_PARAM_ACCEPT_OFF_SUBNET, 0 },
	{ "track_groups", QR_PARAM_TRACK_GROUPS, 1 },
	{ "max_groups", QR_PARAM_MAX_GROUPS, 4096 },
	{ "max_sources", QR_PARAM_MAX_SOURCES, 256 },
	{ "track_hosts", QR_PARAM_TRACK_HOSTS, 0 },
	{ "max_hosts", QR_PARAM_MAX_HOSTS, 64 },
	{ "other_querier_max_ms", QR_PARAM_OTHER_QUERIER_MAX, 900000 },
};

ROWS(default);

static void default_value_and_name(struct kunit *test)
{
	const struct default_row *row = test->param_value;
	struct qr_params params = defaults();

	KUNIT_EXPECT_EQ(test, qr_params_get(&params, row->id), row->value);
	KUNIT_EXPECT_STREQ(test, qr_param_table[row->id].name, row->desc);
}

static void defaults_are_good(struct kunit *test)
{
	struct qr_params params = defaults();

	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(default_rows), (size_t)QR_PARAM_COUNT);
	KUNIT_EXPECT_EQ(test, params.mode, (u32)QR_MODE_ELECT);
	KUNIT_EXPECT_TRUE(test, qr_addr_any(&params.source));
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_igmp), 0);
}

static const struct range_row {
	const char *desc;
	enum qr_param_id id;
	u32 value;
	int result;
} range_rows[] = {
	{ "version 0", QR_PARAM_VERSION, 0, -ERANGE },
	{ "version 1", QR_PARAM_VERSION, 1, 0 },
	{ "version 3", QR_PARAM_VERSION, 3, 0 },
	{ "version 4", QR_PARAM_VERSION, 4, -ERANGE },
	{ "version_fallback 0", QR_PARAM_VERSION_FALLBACK, 0, 0 },
	{ "version_fallback 2", QR_PARAM_VERSION_FALLBACK, 2, -ERANGE },
	{ "robustness 0", QR_PARAM_ROBUSTNESS, 0, -ERANGE },
	{ "robustness 1", QR_PARAM_ROBUSTNESS, 1, 0 },
	{ "robustness 255", QR_PARAM_ROBUSTNESS, 255, 0 },
	{ "robustness 256", QR_PARAM_ROBUSTNESS, 256, -ERANGE },
	{ "query interval 0", QR_PARAM_QUERY_INTERVAL, 0, -ERANGE },
	{ "query interval 999", QR_PARAM_QUERY_INTERVAL, 999, -ERANGE },
	{ "query interval 1000", QR_PARAM_QUERY_INTERVAL, 1000, 0 },
	{ "query interval 31744000", QR_PARAM_QUERY_INTERVAL, 31744000, 0 },
	{ "query interval 31744001", QR_PARAM_QUERY_INTERVAL, 31744001,
	  -ERANGE },
	{ "query interval 2^32 - 1", QR_PARAM_QUERY_INTERVAL, U32_MAX,
	  -ERANGE },
	{ "response interval 0", QR_PARAM_QUERY_RESPONSE_INTERVAL, 0, -ERANGE },
	{ "response interval 99", QR_PARAM_QUERY_RESPONSE_INTERVAL, 99,
	  -ERANGE },
	{ "response interval 100", QR_PARAM_QUERY_RESPONSE_INTERVAL, 100, 0 },
	{ "response interval 3174400", QR_PARAM_QUERY_RESPONSE_INTERVAL,
	  3174400, 0 },
	{ "response interval 3174401", QR_PARAM_QUERY_RESPONSE_INTERVAL,
	  3174401, -ERANGE },
	{ "startup interval 0", QR_PARAM_STARTUP_QUERY_INTERVAL, 0, 0 },
	{ "startup interval 99", QR_PARAM_STARTUP_QUERY_INTERVAL, 99, -ERANGE },
	{ "startup interval 100", QR_PARAM_STARTUP_QUERY_INTERVAL, 100, 0 },
	{ "startup interval 31744000", QR_PARAM_STARTUP_QUERY_INTERVAL,
	  31744000, 0 },
	{ "startup interval 31744001", QR_PARAM_STARTUP_QUERY_INTERVAL,
	  31744001, -ERANGE },
	{ "startup count 0: derived", QR_PARAM_STARTUP_QUERY_COUNT, 0, 0 },
	{ "startup count 1", QR_PARAM_STARTUP_QUERY_COUNT, 1, 0 },
	{ "startup count 255", QR_PARAM_STARTUP_QUERY_COUNT, 255, 0 },
	{ "startup count 256", QR_PARAM_STARTUP_QUERY_COUNT, 256, -ERANGE },
	{ "last member interval 0", QR_PARAM_LAST_MEMBER_QUERY_INTERVAL, 0, 0 },
	{ "last member interval 99", QR_PARAM_LAST_MEMBER_QUERY_INTERVAL, 99,
	  -ERANGE },
	{ "last member interval 100", QR_PARAM_LAST_MEMBER_QUERY_INTERVAL, 100,
	  0 },
	{ "last member interval 3174400", QR_PARAM_LAST_MEMBER_QUERY_INTERVAL,
	  3174400, 0 },
	{ "last member interval 3174401", QR_PARAM_LAST_MEMBER_QUERY_INTERVAL,
	  3174401, -ERANGE },
	{ "last member count 0: derived", QR_PARAM_LAST_MEMBER_QUERY_COUNT, 0,
	  0 },
	{ "last member count 255", QR_PARAM_LAST_MEMBER_QUERY_COUNT, 255, 0 },
	{ "last member count 256", QR_PARAM_LAST_MEMBER_QUERY_COUNT, 256,
	  -ERANGE },
	{ "require_router_alert 1", QR_PARAM_REQUIRE_ROUTER_ALERT, 1, 0 },
	{ "require_router_alert 2", QR_PARAM_REQUIRE_ROUTER_ALERT, 2, -ERANGE },
	{ "accept_off_subnet 1", QR_PARAM_ACCEPT_OFF_SUBNET, 1, 0 },
	{ "accept_off_subnet 2", QR_PARAM_ACCEPT_OFF_SUBNET, 2, -ERANGE },
	{ "track_groups 0", QR_PARAM_TRACK_GROUPS, 0, 0 },
	{ "track_groups 2", QR_PARAM_TRACK_GROUPS, 2, -ERANGE },
	{ "max_hosts 4097", QR_PARAM_MAX_HOSTS, 4097, -ERANGE },
	{ "max_groups 0", QR_PARAM_MAX_GROUPS, 0, -ERANGE },
	{ "max_groups 1", QR_PARAM_MAX_GROUPS, 1, 0 },
	{ "max_groups 1000000", QR_PARAM_MAX_GROUPS, 1000000, 0 },
	{ "max_groups 1000001", QR_PARAM_MAX_GROUPS, 1000001, -ERANGE },
	{ "max_sources 0", QR_PARAM_MAX_SOURCES, 0, -ERANGE },
	{ "max_sources 1", QR_PARAM_MAX_SOURCES, 1, 0 },
	{ "max_sources 4096", QR_PARAM_MAX_SOURCES,
	  4096, 0 },
	{ "max_sources 4097", QR_PARAM_MAX_SOURCES, 4097, -ERANGE },
	{ "other querier max 999", QR_PARAM_OTHER_QUERIER_MAX, 999, -ERANGE },
	{ "other querier max 1000", QR_PARAM_OTHER_QUERIER_MAX, 1000, 0 },
	{ "other querier max 222208000", QR_PARAM_OTHER_QUERIER_MAX, 222208000,
	  0 },
	{ "other querier max 222208001", QR_PARAM_OTHER_QUERIER_MAX, 222208001,
	  -ERANGE },
};

ROWS(range);

/* The two intervals are as far apart as can be, so as not to interfere. */
static void range_is_checked(struct kunit *test)
{
	const struct range_row *row = test->param_value;
	struct qr_params params = defaults();

	params.query_interval_ms = 31744000;
	params.query_response_interval_ms = 100;
	qr_params_set(&params, row->id, row->value);
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_igmp), row->result);
}

static void version_above_the_familys(struct kunit *test)
{
	struct qr_params params;

	qr_params_init(&params, 2);
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_mld), 0);
	params.version = 3;
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_mld), -ERANGE);
}

/* RFC 9777 5.1.14: MLD hosts ignore queries from the unspecified address. */
static void proxy_mode_of_igmp_only(struct kunit *test)
{
	struct qr_params params;

	qr_params_init(&params, 2);
	params.mode = QR_MODE_PROXY;
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_igmp), 0);
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_mld), -EINVAL);
	params.mode = QR_MODE_PASSIVE;
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_mld), 0);
}

/* RFC 9776 8.3: "must be less than the Query Interval", or equal to it here. */
static void response_interval_above_query_interval(struct kunit *test)
{
	struct qr_params params = defaults();

	params.query_response_interval_ms = 125000;
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_igmp), 0);
	params.query_response_interval_ms = 125001;
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_igmp), -EINVAL);
}

static const struct privilege_row {
	const char *desc;
	enum qr_param_id id;
	u32 before, value;
	bool needed;
} privilege_rows[] = {
	{ "max_groups: the default", QR_PARAM_MAX_GROUPS, 10, 4096, false },
	{ "max_groups: above it", QR_PARAM_MAX_GROUPS, 4096, 4097, true },
	{ "max_groups: above it from below", QR_PARAM_MAX_GROUPS, 1, 4097,
	  true },
	{ "max_groups: the most", QR_PARAM_MAX_GROUPS, 4096, 1000000, true },
	{ "max_groups: what is in force", QR_PARAM_MAX_GROUPS, 9000, 9000,
	  false },
	{ "max_groups: less", QR_PARAM_MAX_GROUPS, 9000, 8999, false },
	{ "max_groups: even more", QR_PARAM_MAX_GROUPS, 9000, 9001, true },
	{ "max_sources: the default", QR_PARAM_MAX_SOURCES, 1, 256, false },
	{ "max_sources: above it", QR_PARAM_MAX_SOURCES, 256, 257, true },
	{ "max_sources: less", QR_PARAM_MAX_SOURCES, 4096, 257, false },
	{ "another one", QR_PARAM_ROBUSTNESS, 2, 255, false },
};

ROWS(privilege);

static void limits_are_raised_by_privilege(struct kunit *test)
{
	const struct privilege_row *row = test->param_value;
	struct qr_params before = defaults(), params = defaults();

	qr_params_set(&before, row->id, row->before);
	qr_params_set(&params, row->id, row->value);
	KUNIT_EXPECT_EQ(test, qr_params_need_privilege(&params, &before),
			row->needed);
}

static const struct derived_row {
	const char *desc;
	enum qr_param_id from, id;
	u32 from_value, value;
} derived_rows[] = {
	{ "startup interval: QI / 4", QR_PARAM_QUERY_INTERVAL,
	  QR_PARAM_STARTUP_QUERY_INTERVAL, 60000, 15000 },
	{ "startup interval: QI / 4, rounded down", QR_PARAM_QUERY_INTERVAL,
	  QR_PARAM_STARTUP_QUERY_INTERVAL, 1003, 250 },
	{ "startup interval: the longest", QR_PARAM_QUERY_INTERVAL,
	  QR_PARAM_STARTUP_QUERY_INTERVAL, 31744000, 7936000 },
	{ "startup count: RV", QR_PARAM_ROBUSTNESS,
	  QR_PARAM_STARTUP_QUERY_COUNT, 7, 7 },
	{ "last member count: RV", QR_PARAM_ROBUSTNESS,
	  QR_PARAM_LAST_MEMBER_QUERY_COUNT, 7, 7 },
	{ "last member interval: 1 s for any QI", QR_PARAM_QUERY_INTERVAL,
	  QR_PARAM_LAST_MEMBER_QUERY_INTERVAL, 60000, 1000 },
};

ROWS(derived);

static void derived_until_written_and_after_0(struct kunit *test)
{
	const struct derived_row *row = test->param_value;
	struct qr_params params = defaults();

	qr_params_set(&params, row->from, row->from_value);
	KUNIT_EXPECT_EQ(test, qr_params_get(&params, row->id), row->value);
	qr_params_set(&params, row->id, 123);
	KUNIT_EXPECT_EQ(test, qr_params_get(&params, row->id), 123U);
	qr_params_set(&params, row->id, 0);
	KUNIT_EXPECT_EQ(test, qr_params_get(&params, row->id), row->value);
}

/* Also if the value is the default. */
static void explicit_until_reset(struct kunit *test)
{
	const struct default_row *row = test->param_value;
	u32 bit = BIT(qr_param_table[row->id].explicit);
	struct qr_params params = defaults();

	KUNIT_EXPECT_EQ(test, params.explicit, 0U);
	qr_params_set(&params, row->id, row->value);
	KUNIT_EXPECT_EQ(test, params.explicit, bit);
	qr_params_reset(&params, row->id, &qr_igmp);
	KUNIT_EXPECT_EQ(test, params.explicit, 0U);
	KUNIT_EXPECT_EQ(test, qr_params_get(&params, row->id), row->value);
}

static void derived_is_not_explicit(struct kunit *test)
{
	const struct derived_row *row = test->param_value;
	struct qr_params params = defaults();

	qr_params_set(&params, row->id, 123);
	KUNIT_EXPECT_NE(test, params.explicit, 0U);
	qr_params_set(&params, row->id, 0);
	KUNIT_EXPECT_EQ(test, params.explicit, 0U);
}

static void version_resets_to_the_familys(struct kunit *test)
{
	struct qr_params params;

	qr_params_init(&params, 2);
	qr_params_set(&params, QR_PARAM_VERSION, 1);
	qr_params_reset(&params, QR_PARAM_VERSION, &qr_mld);
	KUNIT_EXPECT_EQ(test, qr_params_get(&params, QR_PARAM_VERSION), 2U);
}

static void mode_and_source_are_explicit_until_reset(struct kunit *test)
{
	static const union qr_addr none;
	union qr_addr source = qr_addr_v4(htonl(0x0a000001));
	struct qr_params params = defaults();

	qr_params_set_mode(&params, QR_MODE_ELECT);
	KUNIT_EXPECT_EQ(test, params.explicit, (u32)BIT(QR_EXPLICIT_MODE));
	qr_params_set_mode(&params, QR_MODE_PASSIVE);
	qr_params_set_source(&params, &source);
	KUNIT_EXPECT_EQ(test, params.explicit,
			(u32)(BIT(QR_EXPLICIT_MODE) |
			      BIT(QR_EXPLICIT_SOURCE_ADDRESS)));
	qr_params_reset_mode(&params);
	KUNIT_EXPECT_EQ(test, params.mode, (u32)QR_MODE_ELECT);
	qr_params_set_source(&params, &none);
	KUNIT_EXPECT_EQ(test, params.explicit, 0U);
}

static const struct time_row {
	const char *desc;
	u32 robustness;
	u32 query_interval_ms;
	u32 response_interval_ms;
	ktime_t other_querier;
	ktime_t older_version;
} time_rows[] = {
	{ "the defaults: 255 s, 260 s",
	  2, 125000, 10000, MSEC(255000), MSEC(260000) },
	{ "robustness 7",
	  7, 125000, 10000, MSEC(880000), MSEC(885000) },
	{ "an odd response interval: half a millisecond counts",
	  1, 1000, 101, MSEC(1050) + MSEC(1) / 2, MSEC(1101) },
	{ "the shortest",
	  1, 1000, 100, MSEC(1050), MSEC(1100) },
	/* 255 x 31744 s = 8094720 s, and 1587.2 s or 3174.4 s */
	{ "the longest",
	  255, 31744000, 3174400, MSEC(8096307200), MSEC(8097894400) },
};

ROWS(time);

static void present_intervals(struct kunit *test)
{
	const struct time_row *row = test->param_value;
	struct qr_params params = defaults();
	u32 max_resp_ms = row->response_interval_ms;
	ktime_t span;

	params.robustness = row->robustness;
	params.query_interval_ms = row->query_interval_ms;
	params.query_response_interval_ms = row->response_interval_ms;
	span = qr_params_query_span(&params);
	KUNIT_EXPECT_EQ(test, qr_params_other_querier_present(&params, span),
			row->other_querier);

	/* This one follows the older query's Max Resp Time, not ours. */
	params.query_response_interval_ms = 12345;
	KUNIT_EXPECT_EQ(test,
			qr_params_older_version_present(span, max_resp_ms),
			row->older_version);
}

/* As if the root of a user namespace configured it. */
static struct qr_params with_floor(void)
{
	struct qr_params params = defaults();

	params.query_response_interval_ms = 100;
	params.floor_ms = 1000;
	return params;
}

static const struct floor_row {
	const char *desc;
	enum qr_param_id id;
	u32 value;
	int result;
} floor_rows[] = {
	{ "startup at the floor", QR_PARAM_STARTUP_QUERY_INTERVAL, 1000, 0 },
	{ "startup below it", QR_PARAM_STARTUP_QUERY_INTERVAL, 999, -ERANGE },
	{ "startup derived", QR_PARAM_STARTUP_QUERY_INTERVAL, 0, 0 },
	{ "last member at the floor", QR_PARAM_LAST_MEMBER_QUERY_INTERVAL,
	  1000, 0 },
	{ "last member below it", QR_PARAM_LAST_MEMBER_QUERY_INTERVAL, 999,
	  -ERANGE },
	{ "query interval below it", QR_PARAM_QUERY_INTERVAL, 999, -ERANGE },
	{ "a response is no query", QR_PARAM_QUERY_RESPONSE_INTERVAL, 100, 0 },
};

ROWS(floor);

static void floor_of_intervals(struct kunit *test)
{
	const struct floor_row *row = test->param_value;
	struct qr_params params = with_floor();

	qr_params_set(&params, row->id, row->value);
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_igmp), row->result);
}

static void floor_above_all_minima(struct kunit *test)
{
	struct qr_params params = with_floor();

	params.floor_ms = 2000;
	params.query_interval_ms = 1999;
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_igmp), -ERANGE);
	params.query_interval_ms = 2000;
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_igmp), 0);
}

static void derived_startup_is_raised_to_the_floor(struct kunit *test)
{
	struct qr_params params = with_floor();

	params.query_interval_ms = 3996;
	KUNIT_EXPECT_EQ(test,
			qr_params_get(&params, QR_PARAM_STARTUP_QUERY_INTERVAL),
			1000U);
	params.query_interval_ms = 4004;
	KUNIT_EXPECT_EQ(test,
			qr_params_get(&params, QR_PARAM_STARTUP_QUERY_INTERVAL),
			1001U);
	KUNIT_EXPECT_EQ(test, qr_params_check(&params, &qr_igmp), 0);
}

static struct kunit_case params_cases[] = {
	KUNIT_CASE_PARAM(default_value_and_name, default_gen_params),
	KUNIT_CASE(defaults_are_good),
	KUNIT_CASE_PARAM(range_is_checked, range_gen_params),
	KUNIT_CASE(version_above_the_familys),
	KUNIT_CASE(proxy_mode_of_igmp_only),
	KUNIT_CASE(response_interval_above_query_interval),
	KUNIT_CASE_PARAM(limits_are_raised_by_privilege, privilege_gen_params),
	KUNIT_CASE_PARAM(derived_until_written_and_after_0, derived_gen_params),
	KUNIT_CASE_PARAM(explicit_until_reset, default_gen_params),
	KUNIT_CASE_PARAM(derived_is_not_explicit, derived_gen_params),
	KUNIT_CASE(version_resets_to_the_familys),
	KUNIT_CASE(mode_and_source_are_explicit_until_reset),
	KUNIT_CASE_PARAM(present_intervals, time_gen_params),
	KUNIT_CASE_PARAM(floor_of_intervals, floor_gen_params),
	KUNIT_CASE(floor_above_all_minima),
	KUNIT_CASE(derived_startup_is_raised_to_the_floor),
	{}
};

static struct kunit_suite params_suite = {
	.name = "qr_params",
	.test_cases = params_cases,
};

kunit_test_suite(params_suite);
