// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "log.h"
#include "escape.h"

#include <linux/bitops.h>
#include <linux/math64.h>
#include <linux/printk.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

/* A device's name, escaped. */
#define NAME_TEXT	(4 * IFNAMSIZ)

#define CONDITION_TEXT	128

/**
 * struct writer - the link that lines are about
 * @name: the device's name, escaped
 * @family: the link's
 * @status: the link's
 */
struct writer {
	char name[NAME_TEXT];
	const struct qr_family *family;
	const struct qr_status *status;
};

#define say(whose, format, ...) do {					\
	const struct writer *_writer = (whose);				\
									\
	pr_info("%s: %s " format "\n", _writer->name,			\
		_writer->family->proto->name, ##__VA_ARGS__);		\
} while (0)

/* Conditions that the engine reports: the event, and the line. */
static const struct row {
	enum qr_event event;
	enum qr_verdict refusal;	/* of QR_EVENT_LIMIT: which one */
	const char *text;	/* then comes the address */
	size_t about;
} rows[] = {
	[QR_LOG_DUPLICATE] = {
		.event = QR_EVENT_DUPLICATE,
		.text = "another host uses our address",
		.about = offsetof(struct qr_status, duplicate),
	},
	[QR_LOG_GROUP_LIMIT] = {
		.event = QR_EVENT_LIMIT,
		.refusal = QR_IGNORED_GROUP_LIMIT,
		.text = "too many groups to keep, such as",
		.about = offsetof(struct qr_status, refused),
	},
	[QR_LOG_SOURCE_LIMIT] = {
		.event = QR_EVENT_LIMIT,
		.refusal = QR_IGNORED_SOURCE_LIMIT,
		.text = "too many sources to keep, such as those of",
		.about = offsetof(struct qr_status, refused),
	},
	[QR_LOG_MEMORY_LIMIT] = {
		.event = QR_EVENT_LIMIT,
		.refusal = QR_IGNORED_MEMORY_LIMIT,
		.text = "too little memory to keep groups, such as",
		.about = offsetof(struct qr_status, refused),
	},
};

static_assert(ARRAY_SIZE(rows) == QR_LOG_DOWN);
static_assert(QR_EVENT_RIVAL <= U16_MAX);	/* the last one */

/* Conditions count in seconds, from 1: 0 is never. */
static u32 to_second(ktime_t time)
{
	return div_u64(time, NSEC_PER_SEC) + 1;
}

static ktime_t to_time(u32 second)
{
	return second ? ktime_set(second - 1, 0) : KTIME_MAX;
}

static void plan(struct qr_log *log, ktime_t next)
{
	log->next = min(log->next, next);
}

/* With the first condition. Return: whether they are there. */
static bool have_conditions(struct qr_log *log)
{
	if (!log->conditions)
		log->conditions = qr_kzalloc_obj(*log->conditions,
						 GFP_NOWAIT | __GFP_NOWARN);
	return log->conditions;
}

/* Add the line of a condition that changed. */
static void add_line(struct qr_log *log, unsigned int i, enum qr_say say)
{
	struct qr_condition *condition = &log->conditions->state[i];
	struct qr_log_changes *changes = &log->conditions->changes;

	plan(log, to_time(qr_condition_next(condition)));
	if (!say)
		return;
	log->is_full = true;
	changes->say[i] = say;
	if (say == QR_SAY_BEGINS || say == QR_SAY_WAS)
		changes->more[i] =
			min_t(u32, qr_condition_take_unsaid(condition),
			      U16_MAX);
}

void qr_log_init(struct qr_log *log)
{
	*log = (struct qr_log) { .next = KTIME_MAX };
}

static bool is_seen(const struct row *row, unsigned int events,
		    const struct qr_status *status)
{
	return events & row->event &&
	       (!row->refusal || row->refusal == status->refusal);
}

static void add_seen(struct qr_log *log, unsigned int i,
		     const struct qr_status *status, u32 until, u32 now)
{
	log->conditions->changes.about[i] =
		*(const union qr_addr *)((const u8 *)status + rows[i].about);
	add_line(log, i, qr_condition_seen(&log->conditions->state[i], until,
					   now));
}

/**
 * qr_log_events() - add lines about events
 * @log: the link's
 * @events: set of enum qr_event
 * @status: the link's, after the events
 * @silence: a condition ends when it is not seen for so long
 * @now: the time
 */
void qr_log_events(struct qr_log *log, unsigned int events,
		   const struct qr_status *status, ktime_t silence, ktime_t now)
{
	u32 until = to_second(ktime_add_ns(now, silence + NSEC_PER_SEC - 1));
	unsigned long once = events;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		once &= ~(unsigned long)rows[i].event;
		if (is_seen(&rows[i], events, status) && have_conditions(log))
			add_seen(log, i, status, until, to_second(now));
	}

	for_each_set_bit(i, &once, BITS_PER_LONG)
		if (qr_share_take(&log->share, to_second(now)))
			log->events |= BIT(i);
	log->is_full = log->is_full || log->events;
	plan(log, to_time(qr_share_next(&log->share)));
}

/* Add lines about why an enabled link cannot work, or that it works again. */
void qr_log_down(struct qr_log *log, enum qr_reason reason, ktime_t now)
{
	struct qr_condition *down;
	unsigned int i;

	if (!log->conditions && (!reason || !have_conditions(log)))
		return;
	for (i = QR_REASON_NONE + 1; i < QR_REASONS; i++) {
		down = &log->conditions->state[QR_LOG_DOWN + i];

		add_line(log, QR_LOG_DOWN + i, i == reason ?
			 qr_condition_seen(down, QR_UNTIL_OVER,
					   to_second(now)) :
			 qr_condition_over(down));
	}
}

/* Without a line, as the administrator has disabled the link. */
void qr_log_forget_down(struct qr_log *log)
{
	unsigned int i;

	for (i = QR_LOG_DOWN; log->conditions && i < QR_LOG_CONDITIONS; i++)
		qr_condition_over(&log->conditions->state[i]);
}

static void add_left_out(struct qr_log *log, ktime_t now)
{
	u32 left_out = log->share.left_out;

	if (!left_out || !qr_share_take(&log->share, to_second(now)))
		return;
	log->share.left_out = 0;
	log->left_out = left_out;
	log->is_full = true;
}

void qr_log_expire(struct qr_log *log, ktime_t now)
{
	unsigned int i;

	if (ktime_before(now, log->next))
		return;
	log->next = KTIME_MAX;
	for (i = 0; log->conditions && i < QR_LOG_CONDITIONS; i++)
		add_line(log, i, qr_condition_expire(&log->conditions->state[i],
						     to_second(now)));
	if (to_time(qr_share_next(&log->share)) <= now)
		add_left_out(log, now);
	plan(log, to_time(qr_share_next(&log->share)));
}

/*
 * The link will be destroyed: only the number of lines left out remains. The
 * engine is stopped, so no event follows that would need conditions again.
 */
void qr_log_end(struct qr_log *log)
{
	u32 left_out = log->share.left_out;

	kfree(log->conditions);
	qr_log_init(log);
	log->left_out = left_out;
	log->is_full = left_out;
}

/* What each is about stays: a later line may say that it ends. */
static struct qr_log_changes take_changes(struct qr_log_conditions *conditions)
{
	struct qr_log_changes changes = conditions->changes;

	memset(conditions->changes.say, 0, sizeof(changes.say));
	memset(conditions->changes.more, 0, sizeof(changes.more));
	return changes;
}

/* Return: the lines to write, and keep none. */
struct qr_log_lines qr_log_take(struct qr_log *log)
{
	struct qr_log_lines lines = {
		.events = log->events,
		.left_out = log->left_out,
	};

	if (log->conditions)
		lines.changes = take_changes(log->conditions);
	log->events = 0;
	log->left_out = 0;
	log->is_full = false;
	return lines;
}

static void write_version(const struct writer *writer)
{
	const struct qr_status *status = writer->status;
	char oldest[QR_ADDR_TEXT];

	if (!status->fell_back) {
		say(writer, "version %u is in use now", status->active_version);
		return;
	}
	writer->family->format(oldest, sizeof(oldest), &status->oldest);
	say(writer, "version %u is in use now, as %s asks in it",
	    status->active_version, oldest);
}

static void write_rival(const struct writer *writer)
{
	const struct qr_status *status = writer->status;
	char rival[QR_ADDR_TEXT], own[QR_ADDR_TEXT];

	writer->family->format(rival, sizeof(rival), &status->rival);
	writer->family->format(own, sizeof(own), &status->source);
	say(writer,
	    "%s queries too, and goes on if it takes itself for lower than %s",
	    rival, own);
}

static void write_event(const struct writer *writer, enum qr_event event)
{
	const struct qr_status *status = writer->status;
	char other[QR_ADDR_TEXT], own[QR_ADDR_TEXT];

	writer->family->format(other, sizeof(other), &status->last_other);
	writer->family->format(own, sizeof(own), &status->source);

	switch (event) {
	case QR_EVENT_STARTED:
		say(writer, "querier, sending from %s", own);
		break;
	case QR_EVENT_STOPPED:
		say(writer, "nobody queries any more, nor does %s", own);
		break;
	case QR_EVENT_WON:
		say(writer, "election won over %s, querier from %s", other,
		    own);
		break;
	case QR_EVENT_LOST:
		say(writer, "election lost to %s, no more queries from %s",
		    other, own);
		break;
	case QR_EVENT_OTHER_CHANGED:
		say(writer, "the querier is %s now", other);
		break;
	case QR_EVENT_MOVED:
		say(writer, "querier, sending from %s now", own);
		break;
	case QR_EVENT_VERSION:
		write_version(writer);
		break;
	case QR_EVENT_RIVAL:
		write_rival(writer);
		break;
	default:	/* a condition */
		break;
	}
}

static void describe(char *text, const struct writer *writer,
		     const struct qr_log_changes *changes, unsigned int i)
{
	char about[QR_ADDR_TEXT];

	if (i >= QR_LOG_DOWN) {
		snprintf(text, CONDITION_TEXT, "querier down: %s",
			 qr_reason_names[i - QR_LOG_DOWN]);
		return;
	}
	writer->family->format(about, sizeof(about), &changes->about[i]);
	snprintf(text, CONDITION_TEXT, "%s %s", rows[i].text, about);
}

static void write_condition(const struct writer *writer,
			    const struct qr_log_changes *changes,
			    unsigned int i)
{
	char text[CONDITION_TEXT];

	describe(text, writer, changes, i);
	switch ((enum qr_say)changes->say[i]) {
	case QR_SAY_NOTHING:
		break;
	case QR_SAY_BEGINS:
		if (changes->more[i])
			say(writer, "%s (and %u times before, unsaid)", text,
			    changes->more[i]);
		else
			say(writer, "%s", text);
		break;
	case QR_SAY_LASTS:
		say(writer, "still: %s", text);
		break;
	case QR_SAY_ENDS:
		say(writer, "no longer: %s", text);
		break;
	case QR_SAY_WAS:
		say(writer, "%u times, over now: %s", changes->more[i], text);
		break;
	}
}

/**
 * qr_log_write() - write lines to the kernel's log
 * @dev: the device
 * @family: the link's
 * @lines: from qr_log_take()
 * @status: the link's at the time of qr_log_take()
 *
 * Context: any, no lock held.
 */
void qr_log_write(const struct net_device *dev, const struct qr_family *family,
		  const struct qr_log_lines *lines,
		  const struct qr_status *status)
{
	struct writer writer = { .family = family, .status = status };
	unsigned long events = lines->events;
	unsigned int i;

	qr_escape(writer.name, sizeof(writer.name), dev->name);
	if (lines->left_out)
		say(&writer, "%u lines were left out", lines->left_out);
	for (i = 0; i < QR_LOG_CONDITIONS; i++)
		write_condition(&writer, &lines->changes, i);
	for_each_set_bit(i, &events, BITS_PER_LONG)
		write_event(&writer, BIT(i));
}

/* Devices without a link share these lines; rtnl. */
static struct qr_share no_memory;

/* Context: process, rtnl held. */
void qr_log_no_memory(const struct net_device *dev, ktime_t now)
{
	u32 left_out = no_memory.left_out;
	char name[NAME_TEXT];

	ASSERT_RTNL();
	if (!qr_share_take(&no_memory, to_second(now)))
		return;
	no_memory.left_out = 0;
	qr_escape(name, sizeof(name), dev->name);
	if (left_out)
		pr_warn("%u lines like the next were left out\n", left_out);
	pr_warn("%s: no memory for a querier\n", name);
}

/* Context: process, after the last link and notifier. */
void qr_log_exit(void)
{
	if (no_memory.left_out)
		pr_warn("%u devices more had no memory for a querier\n",
			no_memory.left_out);
}
