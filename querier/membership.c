// SPDX-License-Identifier: GPL-2.0
#include "membership.h"
#include "group_query.h"
#include "membership_internal.h"

void qr_membership_init(struct qr_membership *members)
{
	*members = (struct qr_membership) { .groups = RB_ROOT };
	timerqueue_init_head(&members->alarms);
}

/*
 * Move all members to @old, for qr_membership_free(). However many they are, it
 * takes no time.
 */
void qr_membership_detach(struct qr_membership *members,
			  struct qr_membership *old)
{
	*old = *members;
	qr_membership_init(members);
	members->budget.pool = old->budget.pool;
}

/* The counter that a group is in. */
static u32 *counter(struct qr_membership *members,
		    const struct qr_group *group)
{
	return group->tracked ? &members->count : &members->asked;
}

static void unlink_group(struct qr_membership *members, struct qr_group *group)
{
	--*counter(members, group);
	rb_erase(&group->node.rb, &members->groups);
	if (qr_membership_is_queued(group))
		timerqueue_del(&members->alarms, &group->alarm);
}

/* @group: not in the table yet; qr_membership_queue() is to follow. */
void qr_membership_insert(struct qr_membership *members, struct qr_group *group)
{
	qr_addr_tree_insert(&members->groups, &group->node);
	++*counter(members, group);
}

/*
 * Remove and free a group. The observer learns of it if the group was tracked.
 */
void qr_membership_remove(struct qr_membership *members, struct qr_group *group,
			  enum qr_member_change change,
			  const struct qr_ctx *ctx)
{
	unlink_group(members, group);
	if (group->tracked)
		qr_ctx_notify_group(ctx, change, group);
	qr_group_free(group, ctx);
}

/* The work of one visit to a group, in the units of the callers' limits. */
static unsigned int group_work(const struct qr_group *group)
{
	return 1 + group->sources.count + group->hosts;
}

/* Return: whether work may still be done. */
static bool spend(unsigned int *work, unsigned int amount)
{
	*work -= min(*work, amount);
	return *work;
}

/*
 * Free about @work groups and sources of @old. Return: whether there are more.
 */
bool qr_membership_free(struct qr_membership *old, unsigned int work,
			const struct qr_ctx *ctx)
{
	struct qr_group *group;
	bool more = true;

	while (more) {
		group = qr_membership_group(qr_addr_tree_first(&old->groups));
		if (!group)
			return false;
		more = spend(&work, group_work(group));
		qr_membership_remove(old, group, QR_REMOVED, ctx);
	}
	return true;
}

/* Free @work hosts. Return: whether there are more. */
bool qr_membership_forget_hosts(struct qr_membership *members,
				unsigned int work, const struct qr_ctx *ctx)
{
	const struct qr_host_key lowest = {};
	struct qr_host *host;

	while (work--) {
		host = qr_hosts_from(&members->hosts, &lowest);
		if (!host)
			return false;
		qr_group_remove_host(qr_membership_group(host->group), host,
				     ctx);
	}
	return members->hosts.count;
}

/* For qr_membership_queue(), which knows that the alarm is not early enough. */
void qr_membership_set_alarm(struct qr_membership *members,
			     struct qr_group *group)
{
	if (qr_membership_is_queued(group))
		timerqueue_del(&members->alarms, &group->alarm);
	group->alarm.expires = group->deadline;
	timerqueue_add(&members->alarms, &group->alarm);
}

/* For qr_membership_queue(): some group is queried for longer than before. */
void qr_membership_engage(struct qr_membership *members,
			  const struct qr_group *group,
			  const struct qr_ctx *ctx)
{
	if (!ktime_before(ctx->now, members->engaged_until))
		members->engaged_since = ctx->now;
	members->engaged_until = group->asked_until;
}

/*
 * Queue a group, or remove it if it is over. Return: whether it is still there.
 */
bool qr_membership_settle(struct qr_membership *members, struct qr_group *group,
			  const struct qr_ctx *ctx)
{
	if (!qr_group_is_empty(group) || qr_group_is_asking(group)) {
		qr_group_update_deadline(group, ctx);
		qr_membership_queue(members, group, ctx);
		return true;
	}
	qr_membership_remove(members, group, QR_EXPIRED, ctx);
	return false;
}

/* For qr_membership_find(): the group as of now, or NULL if it is over. */
struct qr_group *qr_membership_expire_group(struct qr_membership *members,
					    struct qr_group *group,
					    const struct qr_ctx *ctx)
{
	/* However many records of a report are about it: two walks each. */
	spend(ctx->work, 2 * group_work(group));
	qr_group_expire(group, ctx);
	return qr_membership_settle(members, group, ctx) ? group : NULL;
}

/* Forget a group that a host reported. Return: whether there was one. */
bool qr_membership_clear_group(struct qr_membership *members,
			       const union qr_addr *addr,
			       const struct qr_ctx *ctx)
{
	struct qr_group *group = qr_membership_find(members, addr, ctx);

	if (!group || !group->tracked)
		return false;
	qr_membership_remove(members, group, QR_REMOVED, ctx);
	return true;
}

/*
 * @msg: a query of the elected querier, without the S flag. Members that do not
 * answer by @expires are gone.
 */
void qr_membership_lower_timers(struct qr_membership *members,
				const struct qr_msg *msg, ktime_t expires,
				const struct qr_ctx *ctx)
{
	struct qr_group *group = qr_membership_find(members, &msg->group,
						    ctx);

	if (!group)
		return;
	qr_group_lower_timers(group, &msg->list, expires, ctx);
	qr_membership_queue(members, group, ctx);
}

/* Return: whether there is a query to send. */
static bool service_group(struct qr_membership *members, struct qr_group *group,
			  const struct qr_ctx *ctx, const struct qr_room *room,
			  struct qr_query *query)
{
	bool due;

	qr_group_expire(group, ctx);
	due = qr_group_query_take(group, ctx, room, query);
	qr_membership_settle(members, group, ctx);
	return due;
}

/*
 * Let time pass, and take the next query that is due: its version, group, S
 * flag and sources. If it returns false with work left, nothing is due any
 * more.
 */
bool qr_membership_output(struct qr_membership *members,
			  const struct qr_ctx *ctx, unsigned int *work,
			  const struct qr_room *room, struct qr_query *query)
{
	struct timerqueue_node *alarm;
	struct qr_group *group;

	while (*work) {
		alarm = timerqueue_getnext(&members->alarms);
		if (!alarm || ktime_after(alarm->expires, ctx->now))
			return false;

		group = container_of(alarm, struct qr_group, alarm);
		timerqueue_del(&members->alarms, alarm);
		spend(work, group_work(group));
		if (service_group(members, group, ctx, room, query))
			return true;
	}
	return false;
}

/*
 * Does this host look for the last member of some group? For one Last Member
 * Query Time at most, however many groups are left.
 */
bool qr_membership_is_engaged(const struct qr_membership *members,
			      const struct qr_ctx *ctx)
{
	ktime_t limit = ktime_add(members->engaged_since,
				  ctx->last_member_time);

	return ktime_before(ctx->now, min(members->engaged_until, limit));
}

static const struct qr_group *first_tracked(struct qr_addr_node *node)
{
	struct qr_group *group = qr_membership_group(node);

	while (group && !group->tracked)
		group = qr_membership_group(qr_addr_tree_next(&group->node));
	return group;
}

/* The first tracked group at or after an address, or NULL. */
const struct qr_group *qr_membership_from(const struct qr_membership *members,
					  const union qr_addr *addr)
{
	return first_tracked(qr_addr_tree_from(&members->groups, addr));
}

/* The next tracked group, or NULL. */
const struct qr_group *qr_membership_after(const struct qr_group *group)
{
	return first_tracked(qr_addr_tree_next(&group->node));
}
