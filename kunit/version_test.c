// SPDX-License-Identifier: GPL-2.0
#include "fixture.h"
#include "version.h"

static const struct active_row {
	const char *desc;
	bool v1_heard, v2_heard;
	u8 configured;
	bool fallback;
	u8 active;
} active_rows[] = {
	{ "v3, nothing heard", false, false, 3, true, 3 },
	{ "v3, v2 heard", false, true, 3, true, 2 },
	{ "v3, v1 heard", true, false, 3, true, 1 },
	{ "v3, v1 and v2 heard: the lowest", true, true, 3, true, 1 },
	{ "v2, nothing heard", false, false, 2, true, 2 },
	{ "v2, v2 heard", false, true, 2, true, 2 },
	{ "v2, v1 heard", true, false, 2, true, 1 },
	{ "v1, v2 heard: not above the configured one", false, true, 1, true,
	  1 },
	{ "v1, v1 heard", true, false, 1, true, 1 },
	{ "v3, v2 heard, no fallback", false, true, 3, false, 3 },
	{ "v3, v1 heard, no fallback", true, false, 3, false, 3 },
	{ "v2, v1 heard, no fallback", true, false, 2, false, 2 },
};

ROWS(active);

static void active_version(struct kunit *test)
{
	const struct active_row *row = test->param_value;
	struct qr_version version = {};

	if (row->v1_heard)
		qr_version_heard(&version, 1, 3, SEC(260));
	if (row->v2_heard)
		qr_version_heard(&version, 2, 3, SEC(260));
	KUNIT_EXPECT_EQ(test, qr_version_active(&version, row->configured,
						row->fallback),
			row->active);
}

static void newest_version_heard_is_no_older_one(struct kunit *test)
{
	struct qr_version version = {};

	qr_version_heard(&version, 3, 3, SEC(260));
	KUNIT_EXPECT_EQ(test, qr_version_next(&version), KTIME_MAX);
	qr_version_heard(&version, 2, 2, SEC(260));
	KUNIT_EXPECT_EQ(test, qr_version_next(&version), KTIME_MAX);
	KUNIT_EXPECT_EQ(test, qr_version_active(&version, 3, true), 3);
}

static void older_one_is_forgotten_on_time(struct kunit *test)
{
	struct qr_version version = {};

	qr_version_heard(&version, 2, 3, SEC(260));
	KUNIT_EXPECT_EQ(test, qr_version_next(&version), SEC(260));
	qr_version_expire(&version, SEC(260) - 1);
	KUNIT_EXPECT_EQ(test, qr_version_active(&version, 3, true), 2);
	qr_version_expire(&version, SEC(260));
	KUNIT_EXPECT_EQ(test, qr_version_active(&version, 3, true), 3);
	KUNIT_EXPECT_EQ(test, qr_version_next(&version), KTIME_MAX);
}

static void each_version_has_its_own_time(struct kunit *test)
{
	struct qr_version version = {};

	qr_version_heard(&version, 2, 3, SEC(300));
	qr_version_heard(&version, 1, 3, SEC(200));
	KUNIT_EXPECT_EQ(test, qr_version_next(&version), SEC(200));
	qr_version_expire(&version, SEC(200));
	KUNIT_EXPECT_EQ(test, qr_version_active(&version, 3, true), 2);
	KUNIT_EXPECT_EQ(test, qr_version_next(&version), SEC(300));
	qr_version_expire(&version, SEC(300));
	KUNIT_EXPECT_EQ(test, qr_version_active(&version, 3, true), 3);
}

static void next_is_the_earlier_one_in_either_order(struct kunit *test)
{
	struct qr_version version = {};

	qr_version_heard(&version, 1, 3, SEC(300));
	qr_version_heard(&version, 2, 3, SEC(200));
	KUNIT_EXPECT_EQ(test, qr_version_next(&version), SEC(200));
	qr_version_expire(&version, SEC(200));
	KUNIT_EXPECT_EQ(test, qr_version_active(&version, 3, true), 1);
	KUNIT_EXPECT_EQ(test, qr_version_next(&version), SEC(300));
}

static void heard_again_restarts(struct kunit *test)
{
	struct qr_version version = {};

	qr_version_heard(&version, 2, 3, SEC(260));
	qr_version_heard(&version, 2, 3, SEC(385));
	qr_version_expire(&version, SEC(260));
	KUNIT_EXPECT_EQ(test, qr_version_active(&version, 3, true), 2);
	KUNIT_EXPECT_EQ(test, qr_version_next(&version), SEC(385));
}

static struct kunit_case version_cases[] = {
	KUNIT_CASE_PARAM(active_version, active_gen_params),
	KUNIT_CASE(newest_version_heard_is_no_older_one),
	KUNIT_CASE(older_one_is_forgotten_on_time),
	KUNIT_CASE(each_version_has_its_own_time),
	KUNIT_CASE(next_is_the_earlier_one_in_either_order),
	KUNIT_CASE(heard_again_restarts),
	{}
};

static struct kunit_suite version_suite = {
	.name = "qr_version",
	.test_cases = version_cases,
};

kunit_test_suite(version_suite);
