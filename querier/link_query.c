// SPDX-License-Identifier: GPL-2.0
#include "link_query.h"

#include <linux/rtnetlink.h>

static void ask(struct qr_engine *engine, bool again, ktime_t turn)
{
	if (again)
		qr_engine_query_again(engine, turn);
	else
		qr_engine_query_at(engine, turn);
}

/* One change may concern all VLANs of a device, so each waits for its turn. */
static void query(struct qr_link *link, bool again)
{
	struct qr_engine *engine;
	struct qr_link_call call;

	ASSERT_RTNL();
	if (!qr_link_is_running(link))
		return;
	engine = &link->active->engine;
	qr_link_lock(link, &call);
	if (qr_engine_is_querier(engine))
		ask(engine, again, qr_link_turn(link));
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
