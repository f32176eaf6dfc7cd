// SPDX-License-Identifier: GPL-2.0
#include "link_query.h"

#include <linux/rtnetlink.h>

static void query(struct qr_link *link, bool again)
{
	ASSERT_RTNL();
	if (!qr_link_is_running(link))
		return;
	qr_link_lock(link);
	if (again)
		qr_engine_query_again(&link->active->engine, qr_link_clock());
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
