/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines for the administrator in the kernel's log: chosen under the link's
 * lock, written without it.
 */
#ifndef QR_LOG_H
#define QR_LOG_H

#include "condition.h"
#include "engine.h"
#include "family.h"
#include "reason.h"
#include "share.h"

/**
 * enum qr_log_condition - what lasts, and is logged when it begins and ends
 * @QR_LOG_DUPLICATE: another host uses this link's address
 * @QR_LOG_GROUP_LIMIT: groups are refused
 * @QR_LOG_SOURCE_LIMIT: sources are refused
 * @QR_LOG_MEMORY_LIMIT: groups or sources are refused, as members_memory_max
 *	leaves no memory for them
 * @QR_LOG_DOWN: the first of the reasons to be down, an enum qr_reason each
 * @QR_LOG_CONDITIONS: number of conditions
 *
 * A new condition that the engine reports goes before @QR_LOG_DOWN, with a row
 * in log.c.
 */
enum qr_log_condition {
	QR_LOG_DUPLICATE,
	QR_LOG_GROUP_LIMIT,
	QR_LOG_SOURCE_LIMIT,
	QR_LOG_MEMORY_LIMIT,
	QR_LOG_DOWN,
	QR_LOG_CONDITIONS = QR_LOG_DOWN + QR_REASONS,
};

/**
 * struct qr_log_changes - lines to write about conditions
 * @say: what to write about each, an enum qr_say
 * @more: how often it began before without a line
 * @about: the address or group in question
 */
struct qr_log_changes {
	u8 say[QR_LOG_CONDITIONS];
	u16 more[QR_LOG_CONDITIONS];
	union qr_addr about[QR_LOG_DOWN];
};

/**
 * struct qr_log_lines - lines to write
 * @events: what happened, enum qr_event
 * @left_out: lines that were left out before
 * @changes: of conditions
 */
struct qr_log_lines {
	unsigned int events;
	u32 left_out;
	struct qr_log_changes changes;
};

/**
 * struct qr_log_conditions - what lasts, or has lasted
 * @state: by enum qr_log_condition
 * @changes: to write
 */
struct qr_log_conditions {
	struct qr_condition state[QR_LOG_CONDITIONS];
	struct qr_log_changes changes;
};

/**
 * struct qr_log - a link's lines, written and to be written; the link's lock
 * @conditions: allocated with the first one, as most links never have any. When
 *	there is no memory it stays NULL, and what begins is not logged.
 * @share: bounds the lines about all other events
 * @left_out: how many lines were left out before
 * @events: set of enum qr_event, to write as soon as the lock is released
 * @is_full: there is something to write
 * @next: when to call qr_log_expire(); KTIME_MAX: never. An early call does no
 *	harm.
 */
struct qr_log {
	struct qr_log_conditions *conditions;
	struct qr_share share;
	u32 left_out;
	u16 events;
	bool is_full;
	ktime_t next;
};

void qr_log_init(struct qr_log *log);
void qr_log_events(struct qr_log *log, unsigned int events,
		   const struct qr_status *status, ktime_t silence,
		   ktime_t now);
void qr_log_down(struct qr_log *log, enum qr_reason reason, ktime_t now);
void qr_log_expire(struct qr_log *log, ktime_t now);
void qr_log_forget_down(struct qr_log *log);
void qr_log_end(struct qr_log *log);
struct qr_log_lines qr_log_take(struct qr_log *log);

void qr_log_write(const struct net_device *dev, const struct qr_family *family,
		  const struct qr_log_lines *lines,
		  const struct qr_status *status);
void qr_log_no_memory(const struct net_device *dev, ktime_t now);
void qr_log_exit(void);

#endif /* QR_LOG_H */
