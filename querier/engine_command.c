// SPDX-License-Identifier: GPL-2.0
#include "engine_command.h"
#include "engine_internal.h"

#include <linux/errno.h>

/*
 * Query once: for @group, or for all groups if that is NULL.
 *
 * Return: 0, -ENETDOWN if the link is down, -EBUSY if this host is not the
 * Querier, -EOPNOTSUPP in version 1, which has no queries for a group, -EINVAL
 * if hosts never report the group, -EAGAIN if too many are still to be sent,
 * -ENOMEM.
 */
int qr_engine_command_query(struct qr_engine *engine,
			    const union qr_addr *group, ktime_t now)
{
	if (!engine->running)
		return -ENETDOWN;
	qr_engine_expire(engine, now);
	if (!engine->election.querier)
		return -EBUSY;
	if (!group) {
		qr_engine_query_now(engine);
		return 0;
	}
	if (engine->active_version < engine->proto->version_leave)
		return -EOPNOTSUPP;
	if (!engine->proto->holds_state(group))
		return -EINVAL;
	return qr_wanted_add(&engine->wanted, group);
}

/*
 * Forget all members, and ask who is there. @old takes them, for
 * qr_engine_free_members(). Return: 0, or -ENETDOWN; then @old is empty.
 */
int qr_engine_command_clear(struct qr_engine *engine,
			    struct qr_membership *old)
{
	qr_membership_detach(&engine->members, old);
	if (!engine->running)
		return -ENETDOWN;
	qr_engine_query_now(engine);
	return 0;
}

/* The same of one group. Return: 0, -ENETDOWN, or -ENOENT without it. */
int qr_engine_command_clear_group(struct qr_engine *engine,
				  const union qr_addr *group, ktime_t now)
{
	if (!engine->running)
		return -ENETDOWN;
	if (!qr_membership_clear_group(&engine->members, group,
				       qr_engine_ctx(engine, now)))
		return -ENOENT;
	qr_engine_query_now(engine);
	return 0;
}
