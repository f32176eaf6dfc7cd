// SPDX-License-Identifier: GPL-2.0
#include "link_command.h"
#include "engine_command.h"

#include <linux/rtnetlink.h>

/* @group: NULL: all. Return: as qr_engine_command_query(). */
int qr_link_command_query(struct qr_link *link, const union qr_addr *group)
{
	struct qr_link_call call;
	int err;

	ASSERT_RTNL();
	if (!link->active)
		return -ENETDOWN;
	qr_link_lock(link, &call);
	err = qr_engine_command_query(&link->active->engine, group,
				      qr_link_clock());
	qr_link_unlock_and_notify(link);
	return err;
}

static int clear_all(struct qr_link *link)
{
	struct qr_membership old;
	struct qr_link_call call;
	int err;

	qr_link_lock(link, &call);
	err = qr_engine_command_clear(&link->active->engine, &old);
	qr_link_unlock_and_notify(link);
	qr_link_free_members(link, &old);
	return err;
}

static int clear_group(struct qr_link *link, const union qr_addr *group)
{
	struct qr_link_call call;
	int err;

	qr_link_lock(link, &call);
	err = qr_engine_command_clear_group(&link->active->engine, group,
					    qr_link_clock());
	qr_link_unlock_and_notify(link);
	return err;
}

/* @group: NULL: all. Return: as qr_engine_command_clear_group(). */
int qr_link_command_clear(struct qr_link *link, const union qr_addr *group)
{
	ASSERT_RTNL();
	if (!link->active)
		return -ENETDOWN;
	return group ? clear_group(link, group) : clear_all(link);
}
