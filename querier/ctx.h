/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Context for an operation on the member table: protocol, time, timers and
 * limits in force, and the observer of its changes.
 */
#ifndef QR_CTX_H
#define QR_CTX_H

#include "budget.h"
#include "params.h"
#include "proto.h"
#include "record.h"

#include <linux/ktime.h>

struct qr_group;
struct qr_hosts;
struct qr_source;

/* REMOVED: a group goes with all its sources, not by its own timer. */
enum qr_member_change {
	QR_ADDED,
	QR_CHANGED,
	QR_REMOVED,
	QR_EXPIRED,
};

struct qr_observer;

/**
 * struct qr_observer_ops - callbacks for changes of members
 * @group: a group changed
 * @source: one of its sources changed
 * @record: a record was heard; @verdict is QR_ACCEPTED or why not
 *
 * Called while the table is being modified; must not call back into the engine.
 */
struct qr_observer_ops {
	void (*group)(struct qr_observer *observer,
		      enum qr_member_change change,
		      const struct qr_group *group);
	void (*source)(struct qr_observer *observer,
		       enum qr_member_change change,
		       const struct qr_group *group,
		       const struct qr_source *source);
	void (*record)(struct qr_observer *observer, const struct qr_msg *msg,
		       const struct qr_record *record, enum qr_verdict verdict);
};

/* To be embedded in what observes. */
struct qr_observer {
	const struct qr_observer_ops *ops;
};

/*
 * struct qr_ctx - context for an operation on the member table
 * @params: limits, and what is to be kept
 * @budget: for the members' memory
 * @hosts: of the link
 * @stats: of the link
 * @work: about how many sources may still be visited because of a report,
 *	counted down
 * @now: when the operation happens
 * @version: of the queries to send; 0: send none, and drop those to come
 * @may_ask: this host is the Querier
 * @membership: Group Membership Interval
 * @last_member_interval: Last Member Query Interval
 * @last_member_time: Last Member Query Time
 * @older_host_present: Older Host Present Interval
 */
struct qr_ctx {
	const struct qr_proto *proto;
	struct qr_observer *observer;
	const struct qr_params *params;
	struct qr_budget *budget;
	struct qr_hosts *hosts;
	struct qr_stats *stats;
	unsigned int *work;
	ktime_t now;
	u8 version;
	bool may_ask;
	u32 last_member_count;
	ktime_t membership;
	ktime_t last_member_interval;
	ktime_t last_member_time;
	ktime_t older_host_present;
};

static inline void qr_ctx_notify_group(const struct qr_ctx *ctx,
				       enum qr_member_change change,
				       const struct qr_group *group)
{
	ctx->observer->ops->group(ctx->observer, change, group);
}

static inline void qr_ctx_notify_source(const struct qr_ctx *ctx,
					enum qr_member_change change,
					const struct qr_group *group,
					const struct qr_source *source)
{
	ctx->observer->ops->source(ctx->observer, change, group, source);
}

static inline void qr_ctx_notify_record(const struct qr_ctx *ctx,
					const struct qr_msg *msg,
					const struct qr_record *record,
					enum qr_verdict verdict)
{
	ctx->observer->ops->record(ctx->observer, msg, record, verdict);
}

#endif /* QR_CTX_H */
