// SPDX-License-Identifier: GPL-2.0
#include "link_input.h"
#include "engine_input.h"
#include "trace.h"

/**
 * qr_link_input() - handle a message that was heard
 * @link: the link
 * @msg: the message, its origin filled in
 *
 * Context: softirq or process, RCU held.
 */
void qr_link_input(struct qr_link *link, const struct qr_msg *msg)
{
	struct qr_link_call call qr_uninitialized;

	qr_link_lock(link, &call);
	if (qr_link_is_running(link)) {
		if (msg->type == QR_MSG_QUERY)
			trace_igmp_querier_query_heard(link->dev,
						       link->family->proto,
						       msg);
		call.is_report = true;
		qr_engine_input(&link->active->engine, msg, qr_link_clock());
	}
	qr_link_unlock_and_notify(link);
}

/* Count a packet that was refused. Context: softirq or process, RCU held. */
void qr_link_input_refused(struct qr_link *link, enum qr_verdict reason)
{
	spin_lock_bh(&link->lock);
	if (qr_link_is_running(link))
		qr_engine_ignore(&link->active->engine, reason);
	spin_unlock_bh(&link->lock);
}
