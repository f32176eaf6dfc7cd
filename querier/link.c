// SPDX-License-Identifier: GPL-2.0
#include "link.h"
#include "pace.h"
#include "pools.h"
#include "trace.h"

#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

/* Groups and sources freed in one call, so that it does not keep the CPU. */
#define FREE_BATCH	512

/* The shortest interval between queries that a container's root may choose. */
#define FOREIGN_FLOOR_MS	1000

/*
 * A host may have thousands of links: measurements/memory.py has all that each
 * costs. The size of locks and timers is up to the kernel's configuration.
 */
static_assert(sizeof(struct qr_link) <= 208 + sizeof(spinlock_t));
static_assert(sizeof(struct qr_link_active) <= 1096 + sizeof(struct hrtimer));

/* Set once, before the first link. */
static struct qr_link_subscriber subscriber __ro_after_init;

/* kmalloc() would waste a third of their memory. */
static struct kmem_cache *link_cache, *active_cache;

/* Queries of links that start together; rtnl. */
#define PACE	{ .most = 64, .interval_ms = 1, .prompt = 64 }
#define LONGEST_TURN_MS		1000

/* Containers' links do not hold up those of the host. */
static struct qr_pace host_pace = PACE, other_pace = PACE;

/* When the link may query if it begins to now. Context: process, rtnl held. */
ktime_t qr_link_turn(const struct qr_link *link)
{
	ASSERT_RTNL();
	return qr_pace_take(qr_link_is_foreign(link) ? &other_pace : &host_pace,
			    LONGEST_TURN_MS, qr_link_clock());
}

/* Arm the timer for what is due next, but not before a pause is over. */
static void arm(struct qr_link *link)
{
	struct qr_link_active *active = link->active;
	struct hrtimer *timer = &active->timer;
	ktime_t next;

	lockdep_assert_held(&link->lock);
	next = min3(qr_engine_next(&active->engine), active->log.next,
		    active->repeat_at);
	next = max(next, active->pause_until);
	if (next == KTIME_MAX)
		hrtimer_try_to_cancel(timer);
	else if (!hrtimer_is_queued(timer) ||
		 hrtimer_get_expires(timer) != next)
		hrtimer_start(timer, next, HRTIMER_MODE_ABS_SOFT);
}

/**
 * qr_link_lock() - begin a call on the engine
 * @link: the link
 * @call: what its events need until the link is unlocked
 *
 * Context: any but hard interrupts.
 */
void qr_link_lock(struct qr_link *link, struct qr_link_call *call)
	__acquires(&link->lock)
{
	/* The rest is set before it is read: do not clear it for each report. */
	call->is_report = false;
	call->looked_up = 0;
	call->heard = 0;
	call->group = NULL;
	spin_lock_bh(&link->lock);
	link->call = call;
}

static void tell_events(struct qr_link *link, unsigned int events)
{
	struct qr_link_active *active = link->active;
	ktime_t silence = qr_engine_membership_interval(&active->engine);
	ktime_t now = qr_link_clock();
	struct qr_status status = qr_engine_status(&active->engine, now);

	qr_log_events(&active->log, events, &status, silence, now);
	events = qr_event_limit_apply(&active->limit, events, now);
	if (!events)
		return;
	subscriber.status(link, events, &status);
	trace_igmp_querier_election(link->dev, link->family->proto, events,
				    &status);
}

/*
 * Called before each change of a member, so that events stay in order. Mostly
 * there are none, and the status, which is large, is not needed.
 */
static void notify_events(struct qr_link *link)
{
	unsigned int events = qr_engine_take_events(&link->active->engine);

	if (events)
		tell_events(link, events);
}

static void end_call(struct qr_link *link)
{
	if (link->active)
		notify_events(link);
	if (link->call->heard)
		subscriber.end(link);
	link->call = NULL;
}

/* For the timer, which logs and arms itself at its end. */
void qr_link_unlock(struct qr_link *link)
	__releases(&link->lock)
{
	end_call(link);
	spin_unlock_bh(&link->lock);
}

static void unlock_and_log(struct qr_link *link)
	__releases(&link->lock)
{
	struct qr_link_active *active = link->active;
	struct qr_status status = qr_engine_status(&active->engine,
						   qr_link_clock());
	struct qr_log_lines lines = qr_log_take(&active->log);

	spin_unlock_bh(&link->lock);
	qr_log_write(link->dev, link->family, &lines, &status);
}

/*
 * Ends each call that may change the engine: notify subscribers, arm the timer,
 * and log without the lock.
 */
void qr_link_unlock_and_notify(struct qr_link *link)
	__releases(&link->lock)
{
	end_call(link);
	if (link->active)
		arm(link);
	if (link->active && link->active->log.is_full)
		unlock_and_log(link);
	else
		spin_unlock_bh(&link->lock);
}

static struct qr_link *to_link(struct qr_observer *observer)
{
	return container_of(observer, struct qr_link_active, observer)->link;
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
	subscriber.group(link, change, group);
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
	subscriber.source(link, change, group, source);
}

static void observe_record(struct qr_observer *observer,
			   const struct qr_msg *msg,
			   const struct qr_record *record,
			   enum qr_verdict verdict)
{
	struct qr_link *link = to_link(observer);

	/* One report may exceed several limits: report each of them. */
	if (verdict != link->active->engine.refusal)
		notify_events(link);
	trace_igmp_querier_record(link->dev, link->family->proto, msg, record,
				  verdict);
	subscriber.record(link, msg, record, verdict);
}

const struct qr_observer_ops qr_link_observer = {
	.group = observe_group,
	.source = observe_source,
	.record = observe_record,
};

/*
 * Free detached members in steps, so that others get the lock and the CPU.
 * Context: process, rtnl held.
 */
void qr_link_free_members(struct qr_link *link, struct qr_membership *old)
{
	struct qr_link_call call;
	bool more;

	do {
		qr_link_lock(link, &call);
		more = qr_engine_free_members(&link->active->engine, old,
					      FREE_BATCH);
		qr_link_unlock_and_notify(link);
		cond_resched();
	} while (more);
}

/* Context: process, before the first link. */
void __init
qr_link_set_subscriber(const struct qr_link_subscriber *callbacks)
{
	subscriber = *callbacks;
}

/**
 * qr_link_create() - create a stopped link, which is not in the table yet
 * @dev: the device, registered
 * @family: the family
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
	link = kmem_cache_zalloc(link_cache, GFP_KERNEL);
	if (!link)
		return NULL;

	link->dev = dev;
	link->owner = get_user_ns(dev_net(dev)->user_ns);
	link->family = family;
	link->ups_seen = atomic_read(&dev->carrier_up_count);
	INIT_LIST_HEAD(&link->table_node);
	INIT_LIST_HEAD(&link->recheck_node);
	spin_lock_init(&link->lock);
	qr_params_init(&link->params, family->proto->version_max);
	if (qr_link_is_foreign(link))
		link->params.floor_ms = FOREIGN_FLOOR_MS;
	return link;
}

/* All zero; NULL without memory. Context: process. It goes with its link. */
struct qr_link_active *qr_link_alloc_active(void)
{
	return kmem_cache_zalloc(active_cache, GFP_KERNEL);
}

static void free_link(struct rcu_head *rcu)
{
	struct qr_link *link = container_of(rcu, struct qr_link, rcu);

	if (link->active)
		kmem_cache_free(active_cache, link->active);
	kmem_cache_free(link_cache, link);
}

/**
 * qr_link_destroy() - undo qr_link_create()
 * @link: a stopped link, already removed from the table; RCU readers may still
 *	use it
 *
 * Context: process, rtnl held; waits for a timer that runs.
 */
void qr_link_destroy(struct qr_link *link)
{
	struct qr_link_active *active = link->active;
	struct qr_link_call call;

	ASSERT_RTNL();
	if (active) {
		list_del(&active->ports_node);
		qr_link_lock(link, &call);
		qr_log_end(&active->log);
		qr_link_unlock_and_notify(link);
		hrtimer_cancel(&active->timer);
	}
	put_user_ns(link->owner);
	call_rcu(&link->rcu, free_link);
}

/* The link is active. Does nothing if it runs already. */
void qr_link_start(struct qr_link *link)
{
	struct qr_engine *engine = &link->active->engine;
	struct qr_link_call call;

	ASSERT_RTNL();
	/* The startup series covers all queries that were to come. */
	list_del_init(&link->active->ports_node);
	qr_link_lock(link, &call);
	if (!engine->running) {
		qr_engine_set_pool(engine, qr_pools_for(dev_net(link->dev)));
		qr_engine_start(engine, qr_link_turn(link));
	}
	qr_link_unlock_and_notify(link);
}

/* Context: process, rtnl held; waits for a timer that runs. */
void qr_link_stop(struct qr_link *link)
{
	struct qr_link_active *active = link->active;
	struct qr_membership old;
	struct qr_link_call call;

	ASSERT_RTNL();
	if (active) {
		qr_link_lock(link, &call);
		qr_engine_stop(&active->engine, &old);
		active->repeat_at = KTIME_MAX;
		qr_link_unlock_and_notify(link);
		hrtimer_cancel(&active->timer);
		qr_link_free_members(link, &old);
	}
	qr_link_notify(link);
}

/* Context: process, rtnl held; qr_params_check() has checked @params. */
void qr_link_set_params(struct qr_link *link, const struct qr_params *params)
{
	struct qr_membership old;
	struct qr_link_call call;

	ASSERT_RTNL();
	qr_link_lock(link, &call);
	if (link->active)
		qr_engine_set_params(&link->active->engine, params,
				     qr_link_clock(), &old);
	else
		link->params = *params;
	qr_link_unlock_and_notify(link);
	if (link->active)
		qr_link_free_members(link, &old);
}

/* @source: the address to send from, or the unspecified one. */
void qr_link_set_source(struct qr_link *link, const union qr_addr *source)
{
	struct qr_link_call call;

	ASSERT_RTNL();
	qr_link_lock(link, &call);
	link->source = *source;
	if (link->active)
		qr_engine_set_source(&link->active->engine, source,
				     qr_link_clock());
	qr_link_unlock_and_notify(link);
}

/* Context: the link's lock held. */
struct qr_status qr_link_status_locked(const struct qr_link *link)
{
	if (link->active)
		return qr_engine_status(&link->active->engine, qr_link_clock());
	return (struct qr_status) {
		.source = link->params.mode == QR_MODE_PROXY ?
			  (union qr_addr) {} : link->source,
		.active_version = link->params.version,
	};
}

/* The state or its reason changed, without an event of the engine. */
void qr_link_notify(struct qr_link *link)
{
	struct qr_status status;
	struct qr_link_call call;

	ASSERT_RTNL();
	qr_link_lock(link, &call);
	status = qr_link_status_locked(link);
	subscriber.status(link, 0, &status);
	qr_link_unlock_and_notify(link);
}

/* Log why an enabled link cannot work, or that it works again. */
void qr_link_log_reason(struct qr_link *link)
{
	struct qr_link_call call;

	ASSERT_RTNL();
	if (!link->active)
		return;
	qr_link_lock(link, &call);
	/* On a device without a wire the wish is no news: it has many. */
	if (link->device.wish && link->device.reason != QR_REASON_NO_WIRE)
		qr_log_down(&link->active->log, link->device.reason,
			    qr_link_clock());
	else
		qr_log_forget_down(&link->active->log);
	qr_link_unlock_and_notify(link);
}

int __init qr_link_init(void)
{
	link_cache = kmem_cache_create("igmp_querier_link",
				       sizeof(struct qr_link), 0,
				       SLAB_ACCOUNT, NULL);
	active_cache = kmem_cache_create("igmp_querier_active",
					 sizeof(struct qr_link_active), 0,
					 SLAB_ACCOUNT, NULL);
	if (link_cache && active_cache)
		return 0;
	qr_link_exit();
	return -ENOMEM;
}

/* Context: process, without links; waits until the last ones are freed. */
void qr_link_exit(void)
{
	rcu_barrier();
	kmem_cache_destroy(active_cache);
	kmem_cache_destroy(link_cache);
}
