// SPDX-License-Identifier: GPL-2.0
#include "own_stack.h"
#include "pace.h"
#include "tx.h"

/*
 * In IPv6 the stack finds the packet's route in a list with an entry for each
 * device: 0.2 ms with 4,094 VLANs. So links take turns; none is late by more
 * than the time that a host may take to answer anyway.
 */
static struct qr_pace pace = { .most = 16, .interval_ms = 16 };
static DEFINE_SPINLOCK(pace_lock);

static ktime_t take_turn(const struct qr_query *query, ktime_t now)
{
	ktime_t turn;

	spin_lock(&pace_lock);
	turn = qr_pace_take(&pace, query->max_resp_ms, now);
	spin_unlock(&pace_lock);
	return turn;
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
		turn = take_turn(query, now);
	if (turn == now) {
		qr_tx_loop_back(link->dev, link->family, query);
		return;
	}
	qr_link_lock(link, &call);
	if (qr_link_is_running(link))
		link->active->repeat_at = turn;
	qr_link_unlock(link);
}

/**
 * qr_own_stack_repeat() - let the stack hear the last general query, if it is
 *	its time
 * @link: the link
 *
 * Context: softirq, no lock held, the device up.
 */
void qr_own_stack_repeat(struct qr_link *link)
{
	struct qr_link_active *active = link->active;
	struct qr_link_call call;
	struct qr_query query;
	bool is_due;

	qr_link_lock(link, &call);
	is_due = !ktime_before(qr_link_clock(), active->repeat_at);
	if (is_due) {
		active->repeat_at = KTIME_MAX;
		is_due = qr_engine_repeat_query(&active->engine, &query);
	}
	qr_link_unlock(link);
	if (is_due)
		qr_tx_loop_back(link->dev, link->family, &query);
}
