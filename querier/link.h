/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One protocol on one device: the engine with its lock, its clock and its
 * timer.
 *
 * Glossary
 * --------
 * link		one protocol on one device: an engine with its lock, timer and
 *		log.
 * family	IPv4 or IPv6 on the side of the device (struct qr_family).
 * protocol	IGMP or MLD: its wire format and its rules of election (struct
 *		qr_proto).
 * engine	the protocol at work on one link; it knows no device, lock or
 *		clock (struct qr_engine).
 * group	a multicast address that a link keeps members of.
 * source	a sender to a group, whose packets the members request or
 *		exclude.
 * querier	a host, router or switch that sends queries; of several on a link
 *		the elected one is the Querier, which may be this host.
 * member	a host that listens to a group; the engine keeps groups and
 *		sources, and each host only if track_hosts is set.
 * subscriber	who receives the events of all links: netlink_event.c, and the
 *		sockets it sends them to.
 * origin	where a packet comes from, in relation to the link (enum
 *		qr_origin).
 *
 * Locking
 * -------
 * rtnl		the set of links; all verbs that start, stop, configure or free
 *		one. Never taken while another lock of this module is held.
 * link->lock	the engine. Taken with BH disabled, held while the engine
 *		computes or netlink sends an event: never across a
 *		transmission, a log line or a sleep. The engine's parameters
 *		change under rtnl and the lock, so either is enough to read
 *		them. "running" may be read without: the reader looks again
 *		under the lock.
 * pace_lock	the turns of own_stack.c. Taken in softirq, never with another
 *		lock.
 * RCU		finding a link: the hook does so for each message that it hears,
 *		in a table of those that run (running.c). All links of a
 *		namespace are in an array by ifindex (link_table.c).
 *
 * Contexts
 * --------
 * The hooks feed qr_link_input(): in softirq, or in process context for this
 * host's own reports and behind NFQUEUE; under RCU. This host's reports may
 * come with the stack's locks on its memberships held, so link->lock nests
 * inside those, and nothing under link->lock calls the stack. Only the timer
 * (softirq) sends: queries leave in order, and no caller transmits from inside
 * its own receive path. sysfs and the notifiers run in process context. What a
 * notifier may not do waits in the module's ordered queue (workqueue.h), each
 * work item under rtnl.
 *
 * Teardown
 * --------
 * qr_link_stop() clears "running" under the lock, so that the timer is armed
 * for the log only, and waits for a timer in flight. It detaches the members
 * from the engine and frees them a few at a time. Then the hooks find the link
 * no more (qr_rx_put()). qr_link_destroy() ends the log, waits for the timer
 * and frees the link after a grace period. A link holds no reference to its
 * device: the notifier of the device's unregistration stops and destroys it at
 * the latest.
 *
 * When the module is unloaded, unregistering the notifiers destroys all links.
 * Then the work items are cancelled, as nothing can queue them any more, and
 * the queue is destroyed last.
 */
#ifndef QR_LINK_H
#define QR_LINK_H

#include "engine.h"
#include "event_limit.h"
#include "family.h"
#include "log.h"
#include "wish.h"

#include <linux/hrtimer.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/user_namespace.h>

struct sk_buff;

/**
 * enum qr_hears - what a device's own filter passes for its link
 * @QR_HEAR_NOTHING: no more than for others
 * @QR_HEAR_ROUTERS: packets to all routers: leaves, newest reports
 * @QR_HEAR_ALL: all multicast
 */
enum qr_hears {
	QR_HEAR_NOTHING,
	QR_HEAR_ROUTERS,
	QR_HEAR_ALL,
};

/* The multicast groups of the netlink family, by index. */
enum { QR_MCGRP_EVENTS, QR_MCGRP_REPORTS, QR_MCGRPS };

/**
 * struct qr_link_batch - what one call on the engine sends to a multicast group
 * @is_lost: the rest of the call's messages are dropped
 * @bytes: sent so far
 * @skb: the datagram to send next, or NULL
 * @message: its last message
 */
struct qr_link_batch {
	bool is_lost;
	u32 bytes;
	struct sk_buff *skb;
	void *message;
};

/**
 * struct qr_link_call - one call on the engine, as its events see it
 * @is_report: it is about a message that was heard
 * @looked_up: multicast groups whose subscribers were looked for, a bit each
 * @heard: those that have some
 * @is_expired: of the last event: its sources timed out
 * @command: of the last event: its kind
 * @mode: of the last event: the group's filter mode
 * @now: its time
 * @group: of the last event: the group whose sources it names; NULL: it names
 *	none
 * @batch: what is not sent yet, by multicast group; set with @heard
 *
 * On the caller's stack, so that it costs a link no memory.
 */
struct qr_link_call {
	bool is_report;
	u8 looked_up;
	u8 heard;
	bool is_expired;
	u8 command;
	u8 mode;
	ktime_t now;
	const struct qr_group *group;
	struct qr_link_batch batch[QR_MCGRPS];
};

/**
 * struct qr_link_active - what a link needs from when it is first enabled
 * @since: when it was enabled, and its counters began; constant
 * @rx_node: of rx.c: among the links that wait to run, or empty; rtnl
 * @ports_node: of ports.c: among the links that query soon, or empty; rtnl
 * @reception_node: of reception.c: among the links to update, or empty; rtnl
 * @up_count: of device.c: the device's carrier count at the last start; rtnl
 * @has_run: of device.c: it was started once, so that its counters show; rtnl
 * @hears: of reception.c: what the device passes for it now, an enum qr_hears;
 *	rtnl
 * @router_groups: of reception.c: bits of the family's router groups that the
 *	device passes; rtnl
 * @limit: how often subscribers hear of some events; the link's lock
 * @asked_at: when the last general query left; the link's lock
 * @log: lines to write; the link's lock
 * @pause_until: the timer does not fire before; the link's lock
 * @repeat_at: this host's own stack hears the last general query then, or
 *	KTIME_MAX; the link's lock
 * @timer: fires when the engine, the log or @repeat_at is due
 * @observer: of the engine, called under the link's lock; constant
 * @link: the link, constant
 * @dev: its device, constant
 * @running_node: of running.c: in its table, by @dev
 * @engine: the protocol; the link's lock
 *
 * What a report needs is together, from the end of @log to the middle of
 * @engine: minutes pass between two reports, so none of it is in a cache.
 */
struct qr_link_active {
	ktime_t since;
	struct list_head rx_node;
	struct list_head ports_node;
	struct list_head reception_node;
	int up_count;
	bool has_run;
	u8 hears;
	u8 router_groups;
	struct qr_event_limit limit;
	ktime_t asked_at;
	struct qr_log log;
	ktime_t pause_until;
	ktime_t repeat_at;
	struct hrtimer timer;
	struct qr_observer observer;
	struct qr_link *link;
	const struct net_device *dev;
	struct rhash_head running_node;
	struct qr_engine engine;
};

/**
 * struct qr_link - see above
 * @dev: its device, constant
 * @family: its family, constant
 * @owner: the namespace's owner when the link was created, constant; holds a
 *	reference, so that its address stays unique
 * @active: allocated when the link is first enabled; set under rtnl and @lock,
 *	then constant
 * @call: the call on the engine that goes on, or NULL; @lock
 * @lock: guards @active and what of it is not under rtnl, @call, @params,
 *	@source and @events, and arming the timer
 * @device: of device.c
 * @device.wish: the administrator's, an enum qr_wish; written under rtnl
 * @device.is_explicit: @device.wish was set; written under rtnl
 * @device.has_wire: see struct qr_traits; rtnl
 * @device.reason: why it cannot work now, an enum qr_reason; written under rtnl
 * @events: of netlink_event.c; @lock
 * @events.state: the last enum qr_state that was sent
 * @events.reason: the last enum qr_reason that was sent
 * @has_counters: of counters.c: @dir has the counters; rtnl
 * @is_recheck_closed: of recheck.c: not to be added any more; its lock
 * @ups_seen: of ports.c: the device's carrier count when the links above it
 *	were last notified; rtnl
 * @dir: of sysfs.c: its directory; NULL while its device moves or is not
 *	Ethernet; rtnl
 * @params: as configured; @lock
 * @source: the address to send from, or the unspecified one; @lock
 * @recheck_node: of recheck.c: in its list, or empty; its lock
 * @table_node: of link_table.c: in a list of the table, or empty; rtnl
 * @rcu: for freeing, once it is in no table
 *
 * There are two on each device: mind holes between the small ones.
 */
struct qr_link {
	struct net_device *dev;
	const struct qr_family *family;
	struct user_namespace *owner;
	struct qr_link_active *active;
	struct qr_link_call *call;
	spinlock_t lock;	/* active, call, params, source, events, timer */
	struct {
		u8 wish;
		bool is_explicit;
		bool has_wire;
		u8 reason;
	} device;
	struct {
		u8 state;
		u8 reason;
	} events;
	bool has_counters;
	bool is_recheck_closed;
	int ups_seen;
	struct kobject *dir;
	struct qr_params params;
	union qr_addr source;
	struct list_head recheck_node;
	union {
		struct list_head table_node;
		struct rcu_head rcu;
	};
};

/**
 * struct qr_link_subscriber - callbacks for what happens on links
 * @status: @events happened, or the link was started or stopped (0)
 * @group: a group changed. Its sources go with it, without calls of their own.
 * @source: one of its sources changed
 * @record: a record was heard; @verdict is QR_ACCEPTED or why not
 * @end: a call on the engine ends that subscribers may hear of
 *
 * Called under the link's lock, hence in order; must not sleep nor call back.
 */
struct qr_link_subscriber {
	void (*status)(struct qr_link *link, unsigned int events,
		       const struct qr_status *status);
	void (*group)(struct qr_link *link, enum qr_member_change change,
		      const struct qr_group *group);
	void (*source)(struct qr_link *link, enum qr_member_change change,
		       const struct qr_group *group,
		       const struct qr_source *source);
	void (*record)(struct qr_link *link, const struct qr_msg *msg,
		       const struct qr_record *record, enum qr_verdict verdict);
	void (*end)(struct qr_link *link);
};

extern const struct qr_observer_ops qr_link_observer;

int qr_link_init(void);
void qr_link_exit(void);
void qr_link_set_subscriber(const struct qr_link_subscriber *callbacks);

struct qr_link *qr_link_create(struct net_device *dev,
			       const struct qr_family *family);
struct qr_link_active *qr_link_alloc_active(void);
void qr_link_destroy(struct qr_link *link);

void qr_link_start(struct qr_link *link);
void qr_link_stop(struct qr_link *link);
void qr_link_free_members(struct qr_link *link, struct qr_membership *old);
void qr_link_set_params(struct qr_link *link, const struct qr_params *params);
void qr_link_set_source(struct qr_link *link, const union qr_addr *source);
void qr_link_notify(struct qr_link *link);
struct qr_status qr_link_status_locked(const struct qr_link *link);
void qr_link_log_reason(struct qr_link *link);

void qr_link_lock(struct qr_link *link, struct qr_link_call *call)
	__acquires(&link->lock);
void qr_link_unlock(struct qr_link *link) __releases(&link->lock);
void qr_link_unlock_and_notify(struct qr_link *link) __releases(&link->lock);

ktime_t qr_link_turn(const struct qr_link *link);

/* The clock of all links; it counts during suspend, as the LAN goes on. */
static inline ktime_t qr_link_clock(void)
{
	return ktime_get_boottime();
}

/* Context: any. The answer lasts only under rtnl. */
static inline bool qr_link_is_running(const struct qr_link *link)
{
	const struct qr_link_active *active = READ_ONCE(link->active);

	return active && READ_ONCE(active->engine.running);
}

/* Is it in a network namespace that the host does not own? Context: any. */
static inline bool qr_link_is_foreign(const struct qr_link *link)
{
	return link->owner != &init_user_ns;
}

#endif /* QR_LINK_H */
