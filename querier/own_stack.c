// SPDX-License-Identifier: GPL-2.0
#include "own_stack.h"
#include "pace.h"
#include "tx.h"

/*
 * In IPv6 the stack finds the packet's route in a list with an entry for each
 * device: 0.2 ms and more with 4,094 VLANs. So links take turns, which delays
 * none by more than the time that a host has to answer. Turns beyond the first
 * begin 1.25 s later, so as not to slow down whoever enables thousands of links,
 * but no later than after an eighth of that time. Both protocols of 4,094 VLANs
 * then take 9.4 s of 10.
 */
#define PACE	{ .most = 16, .interval_ms = 16, .pause_ms = 1250 }

/* Containers' links do not hold up those of the host. */
static struct qr_pace host_pace = PACE, other_pace = PACE;
static DEFINE_SPINLOCK(pace_lock);

static ktime_t take_turn(const struct qr_link *link,
			 const struct qr_query *query, ktime_t now)
{
	ktime_t turn;

	spin_lock(&pace_lock);
	turn = qr_pace_take(qr_link_is_foreign(link) ? &other_pace : &host_pace,
			    query->max_resp_ms, now);
	spin_unlock(&pace_lock);
	return turn;
}

/* The earlier turn serves for all queries until then. */
static void plan_repeat(struct qr_link_active *active, ktime_t now,
			ktime_t turn)
{
	if (active->repeat_at <= turn)
		return;
	if (active->repeat_at == KTIME_MAX)
		active->asked_at = now;
	active->repeat_at = turn;
}

/* Answers come as soon as if the stack had heard it at once. */
static void hasten(struct qr_query *query, ktime_t asked_at, ktime_t now)
{
	query->max_resp_ms -= min_t(u64, query->max_resp_ms,
				    ktime_ms_delta(now, asked_at));
}

/**
 * qr_own_stack_ask() - let the stack hear a query that leaves now
 * @link: the link
 * @query: the query
 *
 * If many links query, the stack hears a general query later.
 *
 * Context: softirq, no lock held, the device up.
 */
void qr_own_stack_ask(struct qr_link *link, const struct qr_query *query)
{
	ktime_t now = qr_link_clock(), turn = now;
	struct qr_link_call call;

	if (qr_addr_any(&query->group))
		turn = take_turn(link, query, now);
	if (turn == now) {
		qr_tx_loop_back(link->dev, link->family, query);
		return;
	}
	qr_link_lock(link, &call);
	if (qr_link_is_running(link))
		plan_repeat(link->active, now, turn);
	qr_link_unlock(link);
}

/**
 * qr_own_stack_repeat() - let the stack hear the last general query, if it is
 *	its time
 * @link: the link
 *
 * Context: softirq, no lock held. The device is up if it is time: stopping a
 * link cancels the repeat.
 */
void qr_own_stack_repeat(struct qr_link *link)
{
	struct qr_link_active *active = link->active;
	struct qr_link_call call;
	ktime_t now = qr_link_clock();
	struct qr_query query;
	bool is_due;

	qr_link_lock(link, &call);
	is_due = !ktime_before(now, active->repeat_at);
	if (is_due) {
		active->repeat_at = KTIME_MAX;
		is_due = qr_engine_repeat_query(&active->engine, &query);
	}
	if (is_due)
		hasten(&query, active->asked_at, now);
	qr_link_unlock(link);
	if (is_due)
		qr_tx_loop_back(link->dev, link->family, &query);
}
