// SPDX-License-Identifier: GPL-2.0
#include "fixture.h"

/* Each name is a file's in sysfs. Index 0 is no counter. */
static void counters_each_have_a_name(struct kunit *test)
{
	int i;

	KUNIT_EXPECT_NULL(test, qr_stat_names[QR_ACCEPTED]);
	for (i = QR_ACCEPTED + 1; i < QR_STAT_COUNT; i++)
		KUNIT_EXPECT_NOT_NULL_MSG(test, qr_stat_names[i], "%d", i);
}

static void counters_have_different_names(struct kunit *test)
{
	int i, j;

	for (i = QR_ACCEPTED + 1; i < QR_STAT_COUNT; i++)
		for (j = i + 1; j < QR_STAT_COUNT; j++)
			KUNIT_EXPECT_STRNEQ(test, qr_stat_names[i],
					    qr_stat_names[j]);
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE(counters_each_have_a_name),
	KUNIT_CASE(counters_have_different_names),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "qr_stats",
	.test_cases = stats_cases,
};

kunit_test_suite(stats_suite);
