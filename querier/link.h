/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One protocol on one device: the engine with its lock, its clock and its
 * timer.
 *
 * Locking
 * -------
 * rtnl		the set of links, and who starts, stops, configures and frees
 *		them: every verb below that says so. Nothing takes rtnl while it
 *		holds another lock of this module.
 * link->lock	the engine. Taken with BH disabled, held while the engine
 *		computes, a query is written or an event is told of by
 *		netlink: never across a transmission, a log line or a sleep.
 *		Its parameters change under rtnl and the lock, so either will
 *		do to read them; "running" is also looked at without, by who
 *		looks again under the lock.
 * RCU		finding a link: the hook does so for each packet. Each namespace
 *		has an array of them by ifindex (link_table.c).
 *
 * Contexts
 * --------
 * The hooks (softirq; process context for what this host itself reports and
 * behind NFQUEUE; RCU) feed qr_link_input(). This host's reports may come with
 * the stack's own locks on its memberships held, so link->lock is taken inside
 * of those, and nothing under link->lock calls the stack. The timer (softirq) is
 * the only one that sends, so that queries leave in order and no caller ever
 * transmits from inside its own receive path; whoever changes something just
 * arms it. sysfs and the notifiers run in process context. What a notifier may
 * not do itself waits in the module's own ordered queue (workqueue.h), a work
 * item at a time, each under rtnl.
 *
 * Going away
 * ----------
 * qr_link_stop() clears "running" under the lock, after which the timer is armed
 * for the log only, and then waits for a timer in flight. Members are taken off
 * the engine, which then is stopped or can go on, and freed a few at a time.
 * qr_link_destroy() ends the log, too, waits for the timer and leaves the memory
 * to RCU. A device's link is stopped, and then
 * destroyed, in the notifier of its unregistration at the latest, hence before
 * the device goes: a link holds no reference.
 *
 * When the module goes, the notifiers are unregistered first, which destroys
 * all links. After the last notifier that can queue a work item is gone, the
 * item is cancelled, and the queue is destroyed last. A work item finds no link
 * then, and the module's text outlasts the queue.
 */
#ifndef QR_LINK_H
#define QR_LINK_H

#include "engine.h"
#include "family.h"
#include "log.h"

#include <linux/hrtimer.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/spinlock.h>

/**
 * enum qr_hears - what a device's own filter lets pass for its link
 * @QR_HEAR_NOTHING: nothing more than for others
 * @QR_HEAR_ROUTERS: what is sent to all routers: leaves, newest reports
 * @QR_HEAR_ALL: all multicast
 */
enum qr_hears {
	QR_HEAR_NOTHING,
	QR_HEAR_ROUTERS,
	QR_HEAR_ALL,
};

struct sk_buff;

/**
 * struct qr_link_batch - for the listener: what it tells of one call on the engine
 * @is_report: the call is about a message that was heard
 * @is_open: the call told something
 * @is_heard: there are subscribers
 * @is_lost: the rest of the events of this call are dropped
 * @is_expired: of @message: its sources timed out
 * @command: of @message: its kind
 * @mode: of @message: the group's filter mode
 * @bytes: how much was sent
 * @now: the time
 * @skb: the messages to be sent next, or NULL
 * @message: the last of them
 * @group: of @message: the group whose sources it names; NULL: it names none
 */
struct qr_link_batch {
	bool is_report;
	bool is_open;
	bool is_heard;
	bool is_lost;
	bool is_expired;
	u8 command;
	u8 mode;
	u32 bytes;
	ktime_t now;
	struct sk_buff *skb;
	void *message;
	const struct qr_group *group;
};

/**
 * struct qr_link - see above
 * @node: in a list of the table of links; rtnl
 * @recheck: in the list of recheck.c, or empty; that one's lock
 * @hearing: in the list of those that reception.c looks at again, or empty; rtnl
 * @dev: its device, constant
 * @owner: who owned the network namespace when it was made, with a reference,
 *	so that no other can come to lie there; constant
 * @family: its family, constant
 * @enabled: the administrator's wish; written under rtnl
 * @reason: why it can not work now, an enum qr_reason; written under rtnl
 * @hears: what the device lets pass for it, an enum qr_hears; rtnl
 * @router_groups: which of the family's router groups that includes; rtnl
 * @waiting: in the list of those that would run but are too many, or empty; rtnl
 * @forgotten: not to be added to recheck.c's list any more; that one's lock
 * @dir: its directory in sysfs; NULL while its device is on the move or is no
 *	Ethernet device; rtnl
 * @has_run: it has been started once, so that its counters are to be seen; rtnl
 * @counted: they can be seen in @dir; rtnl
 * @carrier_ups: the device's count of them at the last start; rtnl
 * @ups_seen: the same when the links above it were last seen to; rtnl
 * @asking: among those that are to ask soon, see ports.c; rtnl
 * @observer: hears of members from the engine, under the lock
 * @lock: guards what follows
 * @engine: the protocol
 * @pause_until: the timer does not fire before that
 * @batch: for the listener: what is not sent yet
 * @told_state: for the listener: the state it told of last
 * @told_reason: for the listener: the reason it told of last
 * @told_duplicate: when the last event about a duplicate address was sent
 * @told_limit: when the last event about a limit was sent
 * @log: what there is to log
 * @timer: fires when the engine or the log wants to be called
 * @rcu: for freeing
 */
struct qr_link {
	struct list_head node;
	struct list_head recheck;
	struct list_head hearing;
	struct list_head waiting;
	struct net_device *dev;
	struct user_namespace *owner;
	const struct qr_family *family;
	bool enabled;
	u8 reason;
	u8 hears;
	u8 router_groups;
	bool forgotten;
	bool has_run;
	bool counted;
	struct kobject *dir;
	int carrier_ups;
	int ups_seen;
	struct list_head asking;
	struct qr_observer observer;
	spinlock_t lock;	/* engine, and whether it runs */
	struct qr_engine engine;
	ktime_t pause_until;
	struct qr_link_batch batch;
	u8 told_state;
	u8 told_reason;
	ktime_t told_duplicate;
	ktime_t told_limit;
	struct qr_log log;
	struct hrtimer timer;
	struct rcu_head rcu;
};

/**
 * struct qr_link_subscriber - somebody who wants to know what happens on links
 * @status: @events happened, or the link was started or stopped (0)
 * @group: a group changed. When a group goes its sources go with it, untold.
 * @source: one of its sources changed
 * @end: the call on the engine ends that the others were called in
 *
 * All of them are called under the link's lock, so in order, and are not to
 * sleep nor to call back.
 */
struct qr_link_subscriber {
	void (*status)(struct qr_link *link, unsigned int events,
		       const struct qr_status *status);
	void (*group)(struct qr_link *link, enum qr_member_change change,
		      const struct qr_group *group);
	void (*source)(struct qr_link *link, enum qr_member_change change,
		       const struct qr_group *group,
		       const struct qr_source *source);
	void (*end)(struct qr_link *link);
};

void qr_link_set_subscriber(const struct qr_link_subscriber *listener);

struct qr_link *qr_link_create(struct net_device *dev,
			       const struct qr_family *family);
void qr_link_destroy(struct qr_link *link);

void qr_link_start(struct qr_link *link);
void qr_link_stop(struct qr_link *link);
bool qr_link_is_running(const struct qr_link *link);
void qr_link_set_params(struct qr_link *link, const struct qr_params *params);
void qr_link_set_source(struct qr_link *link, const union qr_addr *source);
void qr_link_query_now(struct qr_link *link);
void qr_link_query_again(struct qr_link *link);
void qr_link_notify(struct qr_link *link);
void qr_link_log_reason(struct qr_link *link);

void qr_link_input(struct qr_link *link, const struct qr_msg *msg);
void qr_link_ignore(struct qr_link *link, enum qr_stat reason);

ktime_t qr_link_clock(void);

#endif /* QR_LINK_H */
