// SPDX-License-Identifier: GPL-2.0
#include "condition.h"

#include <linux/minmax.h>
#include <linux/string.h>

#define HOUR	3600

/* Has an hour passed since then? */
static bool is_old(u32 time, u32 now)
{
	return !time || now - time >= HOUR;
}

static bool may_begin(const struct qr_condition *condition, u32 now)
{
	return is_old(condition->begun[0], now);
}

static void note_begin(struct qr_condition *condition, u32 now)
{
	memmove(&condition->begun[0], &condition->begun[1],
		sizeof(condition->begun) - sizeof(condition->begun[0]));
	condition->begun[QR_BEGINS_MAX - 1] = now;
}

/* It began at some time, and no line said so: may one now? */
static enum qr_say say_begin(struct qr_condition *condition, u32 now)
{
	if (!condition->unsaid || !may_begin(condition, now))
		return QR_SAY_NOTHING;
	note_begin(condition, now);
	if (!condition->until)
		return QR_SAY_WAS;
	condition->said = now;
	condition->is_said = true;
	/* This line is about the last of them. */
	condition->unsaid--;
	return QR_SAY_BEGINS;
}

/*
 * The condition holds. It ends at @until unless it is seen again;
 * QR_UNTIL_OVER: qr_condition_over() ends it. Return: the line to write.
 */
enum qr_say qr_condition_seen(struct qr_condition *condition, u32 until,
			      u32 now)
{
	if (!condition->until)
		condition->unsaid++;
	condition->until = until;
	if (!condition->is_said)
		return say_begin(condition, now);
	/* Whoever ends it by a word is not in doubt that it lasts. */
	if (until == QR_UNTIL_OVER || !is_old(condition->said, now))
		return QR_SAY_NOTHING;
	condition->said = now;
	return QR_SAY_LASTS;
}

/* The condition no longer holds, if it did. Return: the line to write. */
enum qr_say qr_condition_over(struct qr_condition *condition)
{
	bool was_said = condition->is_said;

	condition->until = 0;
	condition->is_said = false;
	return was_said ? QR_SAY_ENDS : QR_SAY_NOTHING;
}

/* Return: the line to write. */
enum qr_say qr_condition_expire(struct qr_condition *condition, u32 now)
{
	enum qr_say say = QR_SAY_NOTHING;

	if (condition->until && condition->until <= now)
		say = qr_condition_over(condition);
	return say ?: say_begin(condition, now);
}

/* Return: when qr_condition_expire() is due, 0: not before an event. */
u32 qr_condition_next(const struct qr_condition *condition)
{
	u32 end = condition->until == QR_UNTIL_OVER ? 0 : condition->until;
	u32 begin = condition->begun[0] + HOUR;

	if (!condition->unsaid || condition->is_said)
		return end;
	return end ? min(end, begin) : begin;
}

/*
 * Return: how often it began unsaid since a line last said that it begins or
 * was.
 */
u32 qr_condition_take_unsaid(struct qr_condition *condition)
{
	u32 unsaid = condition->unsaid;

	condition->unsaid = 0;
	return unsaid;
}
