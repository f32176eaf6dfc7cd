// SPDX-License-Identifier: GPL-2.0
#include "link.h"
#include "engine_input.h"
#include "pools.h"
#include "trace.h"
#include "tx.h"

#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

/* Subscribers hear of what any host can provoke once in so long. */
#define PROVOKED_INTERVAL	(60 * NSEC_PER_SEC)

/*
 * Nothing keeps a CPU for long: so many queries sent, groups and sources looked
 * at or freed in one go.
 */
#define SEND_BATCH	64
#define WORK_BATCH	4096
#define FREE_BATCH	512
#define PAUSE_NS	(100 * NSEC_PER_USEC)

/* No more queries than that of who is root in a container only. */
#define FOREIGN_FLOOR_MS	1000

/* Set once, before there is any link. */
static const struct qr_link_subscriber *subscriber;

/* The time that all links go by; it goes on during suspend, as the LAN does. */
ktime_t qr_link_clock(void)
{
	return ktime_get_boottime();
}

/*
 * Call the engine and the log back when they want to be, at once if that is
 * past; but not before a pause is over.
 */
static void arm(struct qr_link *link)
{
	ktime_t next = min(qr_engine_next(&link->engine), link->log.next);

	next = max(next, link->pause_until);
	lockdep_assert_held(&link->lock);
	if (next == KTIME_MAX)
		hrtimer_try_to_cancel(&link->timer);
	else if (!hrtimer_is_queued(&link->timer) ||
		 hrtimer_get_expires(&link->timer) != next)
		hrtimer_start(&link->timer, next, HRTIMER_MODE_ABS_SOFT);
}

static void link_lock(struct qr_link *link)
	__acquires(&link->lock)
{
	spin_lock_bh(&link->lock);
}

static bool is_due(ktime_t *last, ktime_t now)
{
	if (*last && ktime_before(now, ktime_add_ns(*last, PROVOKED_INTERVAL)))
		return false;
	*last = now;
	return true;
}

/* Which of the events subscribers hear of. */
static unsigned int drop_repeated(struct qr_link *link, unsigned int events,
				  ktime_t now)
{
	if (events & QR_EVENT_DUPLICATE && !is_due(&link->told_duplicate, now))
		events &= ~QR_EVENT_DUPLICATE;
	if (events & QR_EVENT_LIMIT && !is_due(&link->told_limit, now))
		events &= ~QR_EVENT_LIMIT;
	return events;
}

/* Before what happens next is told, so that all is told in order. */
static void notify_events(struct qr_link *link)
{
	unsigned int events = qr_engine_take_events(&link->engine);
	ktime_t now, silence;
	struct qr_status status;

	if (!events)
		return;
	now = qr_link_clock();
	silence = qr_engine_ctx(&link->engine, now).membership;
	status = qr_engine_status(&link->engine, now);
	qr_log_events(&link->log, events, &status, silence, now);
	events = drop_repeated(link, events, now);
	if (!events)
		return;
	subscriber->status(link, events, &status);
	trace_igmp_querier_election(link->dev, link->family->proto, events,
				    &status);
}

static void end_call(struct qr_link *link)
{
	notify_events(link);
	subscriber->end(link);
	link->batch.is_report = false;
}

/*
 * The end of each call that may change what the engine wants: tell what it did,
 * arm the timer, and log without the lock.
 */
static void link_unlock_and_notify(struct qr_link *link)
	__releases(&link->lock)
{
	struct qr_log_lines lines;
	struct qr_status status;
	bool has_lines;

	end_call(link);
	has_lines = qr_log_take(&link->log, &lines);
	if (has_lines)
		status = qr_engine_status(&link->engine, qr_link_clock());
	arm(link);
	spin_unlock_bh(&link->lock);

	if (has_lines)
		qr_log_write(link->dev, link->family, &lines, &status);
}

static void count(struct qr_link *link, enum qr_stat stat)
{
	spin_lock_bh(&link->lock);
	qr_engine_count(&link->engine, stat);
	spin_unlock_bh(&link->lock);
}

/*
 * Send the next query that is due, without the lock. The timer is the only
 * caller, so queries leave in order. Return: whether one was due.
 */
static bool send_next(struct qr_link *link, unsigned int *work)
{
	const struct qr_family *family = link->family;
	struct qr_query query;
	struct qr_tx tx;
	bool is_due;
	int err;

	qr_tx_alloc(&tx, link->dev, family);
	link_lock(link);
	is_due = qr_engine_output(&link->engine, qr_link_clock(), work,
				  &tx.room, &query);
	end_call(link);
	spin_unlock_bh(&link->lock);
	if (!is_due) {
		qr_tx_free(&tx);
		return false;
	}

	err = qr_tx_send(&tx, family, &query);
	trace_igmp_querier_query_sent(link->dev, family->proto, &query, err);
	count(link, err ? QR_QUERIES_FAILED : QR_QUERIES_SENT);
	return true;
}

static enum hrtimer_restart expired(struct hrtimer *timer)
{
	struct qr_link *link = container_of(timer, struct qr_link, timer);
	unsigned int work = WORK_BATCH, sent = 0;

	while (sent < SEND_BATCH && send_next(link, &work))
		sent++;

	link_lock(link);
	/* More is due: let others run first, whatever comes in. */
	if (!work || sent == SEND_BATCH)
		link->pause_until = ktime_add_ns(qr_link_clock(), PAUSE_NS);
	qr_log_expire(&link->log, qr_link_clock());
	link_unlock_and_notify(link);

	/* Armed already, if it is to be: maybe by somebody else meanwhile. */
	return HRTIMER_NORESTART;
}

static struct qr_link *to_link(struct qr_observer *observer)
{
	return container_of(observer, struct qr_link, observer);
}

static void observe_group(struct qr_observer *observer,
			  enum qr_member_change change,
			  const struct qr_group *group)
{
	struct qr_link *link = to_link(observer);

	notify_events(link);
	if (change == QR_EXPIRED)
		trace_igmp_querier_group_expired(link->dev, link->family->proto,
						 group);
	subscriber->group(link, change, group);
}

static void observe_source(struct qr_observer *observer,
			   enum qr_member_change change,
			   const struct qr_group *group,
			   const struct qr_source *source)
{
	struct qr_link *link = to_link(observer);

	notify_events(link);
	if (change == QR_EXPIRED)
		trace_igmp_querier_source_expired(link->dev,
						  link->family->proto,
						  group, source);
	subscriber->source(link, change, group, source);
}

static void observe_record(struct qr_observer *observer,
			   const struct qr_msg *msg,
			   const struct qr_record *record, enum qr_stat verdict)
{
	struct qr_link *link = to_link(observer);

	/* One report may meet several limits: none hides another. */
	if (verdict != link->engine.refusal)
		notify_events(link);
	trace_igmp_querier_record(link->dev, link->family->proto, msg, record,
				  verdict);
}

static const struct qr_observer observer = {
	.group = observe_group,
	.source = observe_source,
	.record = observe_record,
};

/* Members that the engine has let go of, without a long pause for others. */
static void free_members(struct qr_link *link, struct qr_membership *old)
{
	bool more;

	do {
		link_lock(link);
		more = qr_engine_free_members(&link->engine, old, FREE_BATCH);
		link_unlock_and_notify(link);
		cond_resched();
	} while (more);
}

/**
 * qr_link_set_subscriber() - choose who wants to know what happens on links
 * @who: the one, good as long as there are links
 *
 * Context: process, before the first link.
 */
void qr_link_set_subscriber(const struct qr_link_subscriber *who)
{
	subscriber = who;
}

/**
 * qr_link_create() - a link for a device, stopped, which nobody finds yet
 * @dev: the device, registered
 * @family: its family
 *
 * Context: process, rtnl held.
 *
 * Return: the link, or NULL without memory.
 */
struct qr_link *qr_link_create(struct net_device *dev,
			       const struct qr_family *family)
{
	struct qr_link *link;

	ASSERT_RTNL();
	link = qr_kzalloc_obj(*link, GFP_KERNEL_ACCOUNT);
	if (!link)
		return NULL;

	link->dev = dev;
	link->owner = get_user_ns(dev_net(dev)->user_ns);
	link->family = family;
	link->ups_seen = atomic_read(&dev->carrier_up_count);
	INIT_LIST_HEAD(&link->asking);
	INIT_LIST_HEAD(&link->node);
	INIT_LIST_HEAD(&link->recheck);
	INIT_LIST_HEAD(&link->hearing);
	INIT_LIST_HEAD(&link->waiting);
	spin_lock_init(&link->lock);
	qr_log_init(&link->log);
	qr_hrtimer_setup(&link->timer, expired, CLOCK_BOOTTIME,
			 HRTIMER_MODE_ABS_SOFT);
	link->observer = observer;
	qr_engine_init(&link->engine, family->proto, &link->observer);
	if (link->owner != &init_user_ns)
		link->engine.params.floor_ms = FOREIGN_FLOOR_MS;
	return link;
}

/**
 * qr_link_destroy() - undo qr_link_create()
 * @link: the link, stopped, which nobody finds any more but who has already
 *
 * Context: process, rtnl held; waits for a timer that runs.
 */
void qr_link_destroy(struct qr_link *link)
{
	ASSERT_RTNL();
	list_del(&link->asking);
	link_lock(link);
	qr_log_end(&link->log);
	link_unlock_and_notify(link);
	hrtimer_cancel(&link->timer);
	put_user_ns(link->owner);
	kfree_rcu(link, rcu);
}

/* Take part on the LAN, or do nothing if it does already. */
void qr_link_start(struct qr_link *link)
{
	ASSERT_RTNL();
	/* The startup series is for everything that came before it. */
	list_del_init(&link->asking);
	link_lock(link);
	if (!link->engine.running) {
		qr_engine_set_pool(&link->engine,
				   qr_pools_for(dev_net(link->dev)));
		qr_engine_start(&link->engine, qr_link_clock());
	}
	link_unlock_and_notify(link);
}

/**
 * qr_link_stop() - fall silent, and be sure of it on return
 * @link: the link
 *
 * Context: process, rtnl held; waits for a timer that runs.
 */
void qr_link_stop(struct qr_link *link)
{
	struct qr_membership old;

	ASSERT_RTNL();
	link_lock(link);
	qr_engine_stop(&link->engine, &old);
	link_unlock_and_notify(link);
	hrtimer_cancel(&link->timer);
	free_members(link, &old);
	qr_link_notify(link);
}

/**
 * qr_link_is_running() - does it take part on the LAN?
 * @link: the link
 *
 * Context: any. Only under rtnl does it stay true.
 *
 * Return: whether it does.
 */
bool qr_link_is_running(const struct qr_link *link)
{
	return READ_ONCE(link->engine.running);
}

/**
 * qr_link_set_params() - a new configuration, in force on return
 * @link: the link
 * @params: checked by qr_params_check()
 *
 * Context: process, rtnl held.
 */
void qr_link_set_params(struct qr_link *link, const struct qr_params *params)
{
	struct qr_membership old;

	ASSERT_RTNL();
	link_lock(link);
	qr_engine_set_params(&link->engine, params, qr_link_clock(), &old);
	link_unlock_and_notify(link);
	free_members(link, &old);
}

/* The address to send from: one of the device's, or the unspecified one. */
void qr_link_set_source(struct qr_link *link, const union qr_addr *source)
{
	ASSERT_RTNL();
	link_lock(link);
	qr_engine_set_source(&link->engine, source, qr_link_clock());
	link_unlock_and_notify(link);
}

/* Something changed that the engine does not know of. */
void qr_link_notify(struct qr_link *link)
{
	struct qr_status status;

	ASSERT_RTNL();
	link_lock(link);
	status = qr_engine_status(&link->engine, qr_link_clock());
	subscriber->status(link, 0, &status);
	link_unlock_and_notify(link);
}

/* Log why an enabled link cannot work, or that it can now. */
void qr_link_log_reason(struct qr_link *link)
{
	ASSERT_RTNL();
	link_lock(link);
	if (link->enabled)
		qr_log_down(&link->log, link->reason, qr_link_clock());
	else
		qr_log_forget_down(&link->log);
	link_unlock_and_notify(link);
}

/* Ask at once, if this host is the Querier. */
void qr_link_query_now(struct qr_link *link)
{
	ASSERT_RTNL();
	link_lock(link);
	qr_engine_query_now(&link->engine);
	link_unlock_and_notify(link);
}

/**
 * qr_link_query_again() - the startup series again, if this host is the Querier
 * @link: the link
 *
 * Context: process, rtnl held.
 */
void qr_link_query_again(struct qr_link *link)
{
	ASSERT_RTNL();
	link_lock(link);
	qr_engine_query_again(&link->engine, qr_link_clock());
	link_unlock_and_notify(link);
}

/**
 * qr_link_input() - a message was heard
 * @link: the link
 * @msg: the message, its origin filled in
 *
 * Context: softirq or process, RCU held.
 */
void qr_link_input(struct qr_link *link, const struct qr_msg *msg)
{
	link_lock(link);
	if (link->engine.running) {
		if (msg->type == QR_MSG_QUERY)
			trace_igmp_querier_query_heard(link->dev,
						       link->family->proto,
						       msg);
		link->batch.is_report = true;
		qr_engine_input(&link->engine, msg, qr_link_clock());
	}
	link_unlock_and_notify(link);
}

/**
 * qr_link_ignore() - a packet was refused before it became a message
 * @link: the link
 * @reason: why
 *
 * Context: softirq or process, RCU held.
 */
void qr_link_ignore(struct qr_link *link, enum qr_stat reason)
{
	spin_lock_bh(&link->lock);
	if (link->engine.running)
		qr_engine_count(&link->engine, reason);
	spin_unlock_bh(&link->lock);
}
