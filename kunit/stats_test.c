// SPDX-License-Identifier: GPL-2.0
#include "fixture.h"

static void counters_each_have_a_name(struct kunit *test)
{
	int i;

	for (i = 0; i < QR_STAT_COUNT; i++)
		KUNIT_EXPECT_NOT_NULL_MSG(test, qr_stat_names[i], "%d", i);
}

static void counters_have_different_names(struct kunit *test)
{
	int i, j;

	for (i = 0; i < QR_STAT_COUNT; i++)
		for (j = i + 1; j < QR_STAT_COUNT; j++)
			KUNIT_EXPECT_STRNEQ(test, qr_stat_names[i],
					    qr_stat_names[j]);
}

/* All but QR_ACCEPTED, in their order, behind the other counters. */
static void verdicts_each_have_a_counter(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, QR_STAT_IGNORED(QR_ACCEPTED + 1),
			QR_GROUPS_PEAK + 1);
	KUNIT_EXPECT_EQ(test, QR_STAT_IGNORED(QR_VERDICTS), QR_STAT_COUNT);
	KUNIT_EXPECT_STREQ(test,
			   qr_stat_names[QR_STAT_IGNORED(QR_IGNORED_LENGTH)],
			   "ignored_length");
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE(counters_each_have_a_name),
	KUNIT_CASE(counters_have_different_names),
	KUNIT_CASE(verdicts_each_have_a_counter),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "qr_stats",
	.test_cases = stats_cases,
};

kunit_test_suite(stats_suite);
