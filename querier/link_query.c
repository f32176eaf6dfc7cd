// SPDX-License-Identifier: GPL-2.0
#include "link_query.h"

#include <linux/rtnetlink.h>

/* One change may concern all VLANs of a device, so each waits for its turn. */
static void query(struct qr_link *link, bool again)
{
	ktime_t turn;

	ASSERT_RTNL();
	if (!qr_link_is_running(link))
		return;
	turn = qr_link_turn(link);
	qr_link_lock(link);
	link->active->pause_until = max(link->active->pause_until, turn);
	if (again)
		qr_engine_query_again(&link->active->engine, turn);
	else
		qr_engine_query_now(&link->active->engine);
	qr_link_unlock_and_notify(link);
}

void qr_link_query_now(struct qr_link *link)
{
	query(link, false);
}

void qr_link_query_again(struct qr_link *link)
{
	query(link, true);
}
