/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When to write a line to the log, so that neither a lasting fault nor one that
 * comes and goes floods it.
 *
 * A condition lasts, such as another host that uses our address. It is said
 * when it begins, once an hour while it is seen again, and when it ends; but it
 * begins in the log twice an hour at most. How often it began unsaid is said as
 * soon as it may begin again.
 *
 * Times are in seconds, to keep a link small. 0 is never, past or future.
 */
#ifndef QR_CONDITION_H
#define QR_CONDITION_H

#include <linux/types.h>

#define QR_UNTIL_OVER		(~0U)

/* In any hour. */
#define QR_BEGINS_MAX		2

/**
 * enum qr_say - what a line says of a condition
 * @QR_SAY_NOTHING: there is no line
 * @QR_SAY_BEGINS: it began
 * @QR_SAY_LASTS: it still lasts
 * @QR_SAY_ENDS: it is over
 * @QR_SAY_WAS: it began and ended since, more than once maybe
 */
enum qr_say {
	QR_SAY_NOTHING,
	QR_SAY_BEGINS,
	QR_SAY_LASTS,
	QR_SAY_ENDS,
	QR_SAY_WAS,
};

/**
 * struct qr_condition - see above; all zero: it was never so
 * @until: it is over then unless it is seen again; QR_UNTIL_OVER: its end is
 *	said by qr_condition_over(); 0: it does not last
 * @said: when a line last said that it begins or lasts
 * @begun: when lines said that it began, the oldest of them first
 * @unsaid: how often it began without a line
 * @is_said: the last line says that it lasts
 */
struct qr_condition {
	u32 until;
	u32 said;
	u32 begun[QR_BEGINS_MAX];
	u32 unsaid;
	bool is_said;
};

enum qr_say qr_condition_seen(struct qr_condition *condition, u32 until,
			      u32 now);
enum qr_say qr_condition_over(struct qr_condition *condition);
enum qr_say qr_condition_expire(struct qr_condition *condition, u32 now);
u32 qr_condition_next(const struct qr_condition *condition);
u32 qr_condition_take_unsaid(struct qr_condition *condition);

#endif /* QR_CONDITION_H */
