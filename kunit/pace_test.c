// SPDX-License-Identifier: GPL-2.0
/* Here 64 have a turn each millisecond, and one that comes alone at once. */
#include "fixture.h"
#include "pace.h"

#define PACE	{ .most = 64, .interval_ms = 1, .prompt = 64 }
#define LONGEST_MS	1000

/* When one that is ready at this time has its turn. */
static ktime_t take(struct qr_pace *pace, ktime_t at)
{
	ktime_t turn = qr_pace_take(pace, LONGEST_MS,
				    ktime_add(LAN_EPOCH, at));

	return ktime_sub(turn, LAN_EPOCH);
}

static void take_many(struct qr_pace *pace, int count, ktime_t at)
{
	while (count--)
		take(pace, at);
}

static void alone_at_once(struct kunit *test)
{
	struct qr_pace pace = PACE;
	int i;

	for (i = 0; i < 1000; i++)
		KUNIT_ASSERT_EQ(test, take(&pace, MSEC(i)), MSEC(i));
}

static void sixty_four_at_once(struct kunit *test)
{
	struct qr_pace pace = PACE;
	int i;

	for (i = 0; i < 64; i++)
		KUNIT_ASSERT_EQ(test, take(&pace, SEC(1)), SEC(1));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(1)), SEC(1) + MSEC(1));
}

/* Both protocols of 4,094 VLANs. */
static void each_millisecond_sixty_four(struct kunit *test)
{
	struct qr_pace pace = PACE;
	int i;

	for (i = 0; i < 2 * 4094; i++)
		KUNIT_ASSERT_EQ(test, take(&pace, SEC(1)),
				SEC(1) + MSEC(i / 64));
	KUNIT_EXPECT_LT(test, ktime_sub(pace.turn, LAN_EPOCH),
			SEC(1) + MSEC(130));
}

/* One who comes while others wait takes its turn behind them. */
static void behind_those_that_wait(struct kunit *test)
{
	struct qr_pace pace = PACE;

	take_many(&pace, 640, SEC(1));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(1) + MSEC(5)), SEC(1) + MSEC(10));
}

static void at_once_when_they_are_through(struct kunit *test)
{
	struct qr_pace pace = PACE;

	take_many(&pace, 640, SEC(1));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(1) + MSEC(10)), SEC(1) + MSEC(10));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(1) + MSEC(11)), SEC(1) + MSEC(11));
}

/* Not as many as 64 are left of this millisecond. */
static void late_in_a_millisecond(struct kunit *test)
{
	struct qr_pace pace = PACE;

	take_many(&pace, 60, SEC(1));
	take_many(&pace, 3, SEC(1.0008));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(1.0009)), SEC(1.0009));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(1.0009)), SEC(1) + MSEC(1));
}

/* Ten come each millisecond: beyond the first 64, those of one share a turn. */
static void together_if_they_keep_coming(struct kunit *test)
{
	struct qr_pace pace = PACE;
	int i;

	for (i = 0; i < 64; i++)
		KUNIT_ASSERT_EQ(test, take(&pace, MSEC(i) / 10), MSEC(i) / 10);
	for (i = 64; i < 1000; i++)
		KUNIT_ASSERT_EQ(test, take(&pace, MSEC(i) / 10),
				MSEC(i / 10 + 1));
	/* A millisecond after the one before, and within one after the turn. */
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(0.10095)), SEC(0.10095));
}

/* A caller that can wait long does not delay those that cannot. */
static void pause_of_patient_callers(struct kunit *test)
{
	struct qr_pace pace = { .most = 2, .interval_ms = 16, .pause_ms = 1250 };
	ktime_t now = ktime_add(LAN_EPOCH, SEC(1));
	int i;

	for (i = 0; i < 2; i++)
		qr_pace_take(&pace, 3174400, now);
	KUNIT_EXPECT_EQ(test, qr_pace_take(&pace, 3174400, now),
			ktime_add_ms(now, 1266));
	KUNIT_EXPECT_EQ(test, qr_pace_take(&pace, 10000, now),
			ktime_add_ms(now, 1266));
}

/* Without a limit of those in a row each goes at once. */
static void never_together(struct kunit *test)
{
	struct qr_pace pace = { .most = 2, .interval_ms = 16, .pause_ms = 1250 };
	int i;

	for (i = 0; i < 1000; i++)
		KUNIT_ASSERT_EQ(test, take(&pace, MSEC(i) * 9), MSEC(i) * 9);
}

static void a_second_at_most(struct kunit *test)
{
	struct qr_pace pace = PACE;

	take_many(&pace, 200000, SEC(1));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(1)), SEC(2));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(1.5)), SEC(2) + MSEC(1));
}

/* Each has its own limit, and none moves the turns of others back. */
static void late_by_its_own_limit(struct kunit *test)
{
	struct qr_pace pace = PACE;
	ktime_t now = ktime_add(LAN_EPOCH, SEC(1));

	take_many(&pace, 640, SEC(1));
	KUNIT_EXPECT_EQ(test, qr_pace_take(&pace, 2, now),
			ktime_add_ms(now, 2));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(1)), SEC(1) + MSEC(10));
	KUNIT_EXPECT_EQ(test, qr_pace_take(&pace, 2, now),
			ktime_add_ms(now, 2));
}

static void another_pace(struct kunit *test)
{
	struct qr_pace pace = { .most = 2, .interval_ms = 16 };
	int i;

	for (i = 0; i < 100; i++)
		KUNIT_ASSERT_EQ(test, take(&pace, SEC(1)),
				SEC(1) + MSEC(i / 2 * 16));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(2)), SEC(2));
}

/* Once in a burst, and an eighth of the longest wait. */
static void pause_after_the_first_turn(struct kunit *test)
{
	struct qr_pace pace = { .most = 2, .interval_ms = 16, .pause_ms = 1250 };
	int i;

	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, take(&pace, SEC(1)), SEC(1));
	for (i = 0; i < 20; i++)
		KUNIT_ASSERT_EQ(test, take(&pace, SEC(1) + MSEC(i)),
				SEC(1.141) + MSEC(i / 2 * 16));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(2)), SEC(2));
	KUNIT_EXPECT_EQ(test, take(&pace, SEC(3)), SEC(3));
}

/* Both protocols of 4,094 VLANs have a turn before they have to answer. */
static void pause_leaves_time(struct kunit *test)
{
	struct qr_pace pace = { .most = 16, .interval_ms = 16, .pause_ms = 1250 };
	ktime_t now = ktime_add(LAN_EPOCH, SEC(1)), turn = 0;
	int i;

	for (i = 0; i < 2 * 4094; i++)
		turn = qr_pace_take(&pace, 10000, now);
	KUNIT_EXPECT_EQ(test, ktime_sub(turn, now), SEC(9.426));
}

static struct kunit_case pace_cases[] = {
	KUNIT_CASE(alone_at_once),
	KUNIT_CASE(sixty_four_at_once),
	KUNIT_CASE(each_millisecond_sixty_four),
	KUNIT_CASE(behind_those_that_wait),
	KUNIT_CASE(at_once_when_they_are_through),
	KUNIT_CASE(late_in_a_millisecond),
	KUNIT_CASE(together_if_they_keep_coming),
	KUNIT_CASE(pause_of_patient_callers),
	KUNIT_CASE(never_together),
	KUNIT_CASE(a_second_at_most),
	KUNIT_CASE(late_by_its_own_limit),
	KUNIT_CASE(another_pace),
	KUNIT_CASE(pause_after_the_first_turn),
	KUNIT_CASE(pause_leaves_time),
	{}
};

static struct kunit_suite pace_suite = {
	.name = "qr_pace",
	.test_cases = pace_cases,
};

kunit_test_suite(pace_suite);
