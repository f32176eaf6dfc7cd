// SPDX-License-Identifier: GPL-2.0
#include "condition.h"
#include "share.h"
#include "fixture.h"

#define MINUTE	60
#define HOUR	(60 * MINUTE)
#define DAY	(24 * HOUR)
#define SILENCE	270	/* s until a condition counts as over */

/* How many lines of each kind a condition had. */
struct tally {
	struct qr_condition condition;
	unsigned int said[QR_SAY_WAS + 1];
	unsigned int unsaid;
};

static void count(struct tally *tally, enum qr_say say)
{
	tally->said[say]++;
	if (say == QR_SAY_BEGINS || say == QR_SAY_WAS)
		tally->unsaid += qr_condition_take_unsaid(&tally->condition);
}

static void see(struct tally *tally, u32 now)
{
	count(tally, qr_condition_seen(&tally->condition, now + SILENCE, now));
}

/* Call it whenever it is due, up to and including @now. */
static void pass(struct tally *tally, u32 now)
{
	u32 next;

	while ((next = qr_condition_next(&tally->condition)) && next <= now)
		count(tally, qr_condition_expire(&tally->condition, next));
}

static void expect_tally(struct kunit *test, const struct tally *tally,
			 unsigned int begins, unsigned int lasts,
			 unsigned int ends, unsigned int was)
{
	KUNIT_EXPECT_EQ(test, tally->said[QR_SAY_BEGINS], begins);
	KUNIT_EXPECT_EQ(test, tally->said[QR_SAY_LASTS], lasts);
	KUNIT_EXPECT_EQ(test, tally->said[QR_SAY_ENDS], ends);
	KUNIT_EXPECT_EQ(test, tally->said[QR_SAY_WAS], was);
}

static void a_day_is_said_by_the_hour(struct kunit *test)
{
	struct tally tally = {};
	u32 now;

	for (now = 1; now < DAY; now += 125)
		see(&tally, now);
	expect_tally(test, &tally, 1, 23, 0, 0);
	pass(&tally, now - 125 + SILENCE - 1);
	expect_tally(test, &tally, 1, 23, 0, 0);
	pass(&tally, now - 125 + SILENCE);
	expect_tally(test, &tally, 1, 23, 1, 0);
	KUNIT_EXPECT_EQ(test, qr_condition_next(&tally.condition), 0);
}

static void what_is_seen_in_time_is_not_over(struct kunit *test)
{
	struct tally tally = {};

	see(&tally, 1);
	see(&tally, SILENCE);
	pass(&tally, 2 * SILENCE - 1);
	expect_tally(test, &tally, 1, 0, 0, 0);
	pass(&tally, 2 * SILENCE);
	expect_tally(test, &tally, 1, 0, 1, 0);
}

static void a_reported_end_needs_no_time(struct kunit *test)
{
	struct qr_condition condition = {};

	KUNIT_EXPECT_EQ(test, qr_condition_over(&condition), QR_SAY_NOTHING);
	KUNIT_EXPECT_EQ(test, qr_condition_seen(&condition, QR_UNTIL_OVER, 1),
			QR_SAY_BEGINS);
	KUNIT_EXPECT_EQ(test, qr_condition_next(&condition), 0);
	KUNIT_EXPECT_EQ(test, qr_condition_seen(&condition, QR_UNTIL_OVER, DAY),
			QR_SAY_NOTHING);
	KUNIT_EXPECT_EQ(test, qr_condition_over(&condition), QR_SAY_ENDS);
	KUNIT_EXPECT_EQ(test, qr_condition_over(&condition), QR_SAY_NOTHING);
}

/* Sixty times in an hour, and then never again. */
static void flapping_is_counted(struct kunit *test)
{
	struct tally tally = {};
	int i;

	for (i = 0; i < 60; i++) {
		u32 now = 1 + i * MINUTE;

		count(&tally, qr_condition_seen(&tally.condition,
						QR_UNTIL_OVER, now));
		pass(&tally, now + 29);
		count(&tally, qr_condition_over(&tally.condition));
	}
	expect_tally(test, &tally, 2, 0, 2, 0);
	pass(&tally, 1 + HOUR - 1);
	expect_tally(test, &tally, 2, 0, 2, 0);
	pass(&tally, 1 + HOUR);
	expect_tally(test, &tally, 2, 0, 2, 1);
	KUNIT_EXPECT_EQ(test, tally.unsaid, 58);
	KUNIT_EXPECT_EQ(test, qr_condition_next(&tally.condition), 0);
}

/* The last of many persists: it is logged as soon as the limit allows. */
static void what_lasts_is_not_left_unsaid(struct kunit *test)
{
	struct tally tally = {};
	u32 now;

	for (now = 1; now <= 5; now++) {
		qr_condition_over(&tally.condition);
		count(&tally, qr_condition_seen(&tally.condition,
						QR_UNTIL_OVER, now));
	}
	expect_tally(test, &tally, 2, 0, 0, 0);
	pass(&tally, HOUR);
	expect_tally(test, &tally, 2, 0, 0, 0);
	pass(&tally, HOUR + 1);
	expect_tally(test, &tally, 3, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, tally.unsaid, 2);
	KUNIT_EXPECT_EQ(test, qr_condition_over(&tally.condition),
			QR_SAY_ENDS);
}

/* However often it changes: four lines an hour, and nothing is lost. */
static void flapping_for_a_day_is_bounded(struct kunit *test)
{
	struct tally tally = {};
	unsigned int begun = 0, said;
	u32 now;

	for (now = 1; now < DAY; now += 7) {
		pass(&tally, now);
		if (now % 3 == 0) {
			begun += !tally.condition.until;
			count(&tally, qr_condition_seen(&tally.condition,
							QR_UNTIL_OVER, now));
		} else {
			count(&tally, qr_condition_over(&tally.condition));
		}
	}
	pass(&tally, 2 * DAY);
	said = tally.said[QR_SAY_BEGINS];
	KUNIT_EXPECT_LE(test, said + tally.said[QR_SAY_WAS], 2 * 25);
	KUNIT_EXPECT_LE(test, tally.said[QR_SAY_ENDS], said);
	KUNIT_EXPECT_EQ(test, said + tally.unsaid, begun);
}

static void a_share_is_ten_lines_in_any_hour(struct kunit *test)
{
	struct qr_share share = {};
	u32 now;
	int i;

	/* Five at the end of an hour, five at the start of the next. */
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_TRUE(test, qr_share_take(&share,
						      HOUR - 5 + i));
	KUNIT_EXPECT_EQ(test, qr_share_next(&share), 0);
	for (now = HOUR + 5; now < 2 * HOUR - 5; now++)
		KUNIT_EXPECT_FALSE(test, qr_share_take(&share, now));
	KUNIT_EXPECT_EQ(test, share.left_out, HOUR - 10);
	KUNIT_EXPECT_EQ(test, qr_share_next(&share), 2 * HOUR - 5);
	KUNIT_EXPECT_TRUE(test, qr_share_take(&share, 2 * HOUR - 5));
	KUNIT_EXPECT_FALSE(test, qr_share_take(&share, 2 * HOUR - 5));
}

static struct kunit_case condition_cases[] = {
	KUNIT_CASE(a_day_is_said_by_the_hour),
	KUNIT_CASE(what_is_seen_in_time_is_not_over),
	KUNIT_CASE(a_reported_end_needs_no_time),
	KUNIT_CASE(flapping_is_counted),
	KUNIT_CASE(what_lasts_is_not_left_unsaid),
	KUNIT_CASE(flapping_for_a_day_is_bounded),
	KUNIT_CASE(a_share_is_ten_lines_in_any_hour),
	{}
};

static struct kunit_suite condition_suite = {
	.name = "qr_condition",
	.test_cases = condition_cases,
};

kunit_test_suite(condition_suite);
