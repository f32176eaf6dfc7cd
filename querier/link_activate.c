// SPDX-License-Identifier: GPL-2.0
#include "link_activate.h"
#include "own_stack.h"
#include "trace.h"
#include "tx.h"

#include <linux/rtnetlink.h>

/*
 * Bounds on what one run of the timer does, so that it does not keep the CPU:
 * queries sent, and groups and sources visited.
 */
#define SEND_BATCH	64
#define WORK_BATCH	4096
#define PAUSE_NS	(100 * NSEC_PER_USEC)

static void count(struct qr_link *link, const struct qr_query *query, bool sent)
{
	struct qr_link_call call;

	qr_link_lock(link, &call);
	qr_engine_count_query(&link->active->engine, query, sent);
	qr_link_unlock(link);
}

/* To the LAN first, as others wait for it there. */
static int send(struct qr_link *link, struct qr_tx *tx,
		const struct qr_query *query)
{
	int err;

	if (query->list.count) {
		/* Its sources are in the packet, which is gone after that. */
		qr_own_stack_ask(link, query);
		return qr_tx_send(tx, link->family, query);
	}
	err = qr_tx_send(tx, link->family, query);
	qr_own_stack_ask(link, query);
	return err;
}

/*
 * Send the next query that is due, without the lock. The timer is the only
 * caller, so queries leave in order. Return: whether one was due.
 */
static bool send_next(struct qr_link *link, unsigned int *work)
{
	const struct qr_family *family = link->family;
	struct qr_link_call call;
	struct qr_query query;
	struct qr_tx tx;
	bool is_due;
	int err;

	qr_tx_alloc(&tx, link->dev, family);
	qr_link_lock(link, &call);
	is_due = qr_engine_output(&link->active->engine, qr_link_clock(), work,
				  &tx.room, &query);
	qr_link_unlock(link);
	if (!is_due) {
		qr_tx_free(&tx);
		return false;
	}

	err = send(link, &tx, &query);
	trace_igmp_querier_query_sent(link->dev, family->proto, &query, err);
	count(link, &query, !err);
	return true;
}

static enum hrtimer_restart expired(struct hrtimer *timer)
{
	struct qr_link *link =
		container_of(timer, struct qr_link_active, timer)->link;
	unsigned int work = WORK_BATCH, sent = 0;
	struct qr_link_call call;

	while (sent < SEND_BATCH && send_next(link, &work))
		sent++;
	qr_own_stack_repeat(link);

	qr_link_lock(link, &call);
	/* More is due: let others run first. */
	if (!work || sent == SEND_BATCH)
		link->active->pause_until =
			ktime_add_ns(qr_link_clock(), PAUSE_NS);
	qr_log_expire(&link->active->log, qr_link_clock());
	qr_link_unlock_and_notify(link);

	/* qr_link_unlock_and_notify() has armed it, on this CPU or another. */
	return HRTIMER_NORESTART;
}

static struct qr_link_active *create_active(struct qr_link *link)
{
	struct qr_link_active *active;

	active = qr_link_alloc_active();
	if (!active)
		return NULL;
	active->link = link;
	active->dev = link->dev;
	active->since = qr_link_clock();
	active->repeat_at = KTIME_MAX;
	active->observer.ops = &qr_link_observer;
	INIT_LIST_HEAD(&active->rx_node);
	INIT_LIST_HEAD(&active->ports_node);
	INIT_LIST_HEAD(&active->reception_node);
	qr_log_init(&active->log);
	qr_hrtimer_setup(&active->timer, expired, CLOCK_BOOTTIME,
			 HRTIMER_MODE_ABS_SOFT);
	qr_engine_init(&active->engine, link->family->proto, &active->observer,
		       &link->params);
	return active;
}

/**
 * qr_link_activate() - allocate what only an enabled link needs
 * @link: the link
 *
 * Most links are never enabled. It stays until the link goes.
 *
 * Context: process, rtnl held.
 *
 * Return: 0, also if it is there already, or -ENOMEM.
 */
int qr_link_activate(struct qr_link *link)
{
	struct qr_link_active *active;
	struct qr_link_call call;

	ASSERT_RTNL();
	if (link->active)
		return 0;
	active = create_active(link);
	if (!active)
		return -ENOMEM;
	qr_engine_set_source(&active->engine, &link->source, qr_link_clock());
	qr_link_lock(link, &call);
	WRITE_ONCE(link->active, active);
	qr_link_unlock_and_notify(link);
	return 0;
}
