// SPDX-License-Identifier: GPL-2.0
#include "membership.h"
#include "group_query.h"

#include <linux/slab.h>

static struct qr_group *group_of(struct qr_addr_node *node)
{
	return node ? container_of(node, struct qr_group, node) : NULL;
}

/**
 * qr_membership_init() - no members
 * @members: filled in
 */
void qr_membership_init(struct qr_membership *members)
{
	*members = (struct qr_membership) { .groups = RB_ROOT };
	timerqueue_init_head(&members->alarms);
}

static void free_buffer(struct qr_membership *members)
{
	if (!members->buffer)
		return;
	kfree(members->buffer);
	members->buffer = NULL;
	qr_budget_give(&members->budget, members->room);
}

/**
 * qr_membership_set_room() - how many sources fit into one query
 * @members: the members
 * @room: octets
 */
void qr_membership_set_room(struct qr_membership *members, size_t room)
{
	if (room == members->room)
		return;
	free_buffer(members);
	members->room = room;
}

/**
 * qr_membership_detach() - forget all members at once, however many
 * @members: left without any
 * @old: filled in with them, for qr_membership_free()
 */
void qr_membership_detach(struct qr_membership *members,
			  struct qr_membership *old)
{
	*old = *members;
	qr_membership_init(members);
	members->room = old->room;
	members->budget.pool = old->budget.pool;
}

static bool is_queued(const struct qr_group *group)
{
	return !RB_EMPTY_NODE(&group->alarm.node);
}

/* Which of the counts a group is in. */
static u32 *count_of(struct qr_membership *members,
		     const struct qr_group *group)
{
	return group->tracked ? &members->count : &members->asked;
}

static void unlink_group(struct qr_membership *members, struct qr_group *group)
{
	--*count_of(members, group);
	rb_erase(&group->node.rb, &members->groups);
	if (is_queued(group))
		timerqueue_del(&members->alarms, &group->alarm);
}

/**
 * qr_membership_insert() - one more group
 * @members: the members, without it
 * @group: the group; qr_membership_plan() is to follow
 */
void qr_membership_insert(struct qr_membership *members, struct qr_group *group)
{
	qr_addr_tree_insert(&members->groups, &group->node);
	++*count_of(members, group);
}

/**
 * qr_membership_remove() - remove a group, and free it
 * @members: the members
 * @group: one of them
 * @change: why; the observer learns it unless the group was only asked for
 * @terms: the conditions
 */
void qr_membership_remove(struct qr_membership *members, struct qr_group *group,
			  enum qr_member_change change,
			  const struct qr_terms *terms)
{
	unlink_group(members, group);
	if (group->tracked)
		qr_tell_group(terms, change, group);
	qr_group_free(group, terms);
}

/* What it takes to look after a group, in the units of the callers' limits. */
static unsigned int work_of(const struct qr_group *group)
{
	return 1 + group->sources.count;
}

/* Do this much of the work that may be done. Return: whether there is more. */
static bool spend(unsigned int *work, unsigned int amount)
{
	*work -= min(*work, amount);
	return *work;
}

/**
 * qr_membership_free() - free some of the members that were detached
 * @old: the members
 * @work: about how many groups and sources
 * @terms: who is told
 *
 * Return: whether there are more.
 */
bool qr_membership_free(struct qr_membership *old, unsigned int work,
			const struct qr_terms *terms)
{
	struct qr_group *group;
	bool more = true;

	while (more) {
		group = group_of(qr_addr_tree_first(&old->groups));
		if (!group) {
			free_buffer(old);
			return false;
		}
		more = spend(&work, work_of(group));
		qr_membership_remove(old, group, QR_REMOVED, terms);
	}
	return true;
}

/**
 * qr_membership_plan() - have a group called when it wants to be
 * @members: the members
 * @group: one of them
 * @terms: the conditions
 *
 * While its alarm rings early enough it stays where it is.
 */
void qr_membership_plan(struct qr_membership *members, struct qr_group *group,
			const struct qr_terms *terms)
{
	if (ktime_after(group->asked_until, members->engaged_until)) {
		if (!ktime_before(terms->now, members->engaged_until))
			members->engaged_since = terms->now;
		members->engaged_until = group->asked_until;
	}

	if (is_queued(group)) {
		if (group->alarm.expires <= group->soonest)
			return;
		timerqueue_del(&members->alarms, &group->alarm);
	}
	group->alarm.expires = group->soonest;
	timerqueue_add(&members->alarms, &group->alarm);
}

/**
 * qr_membership_settle() - plan a group, or remove it if it is over
 * @members: the members
 * @group: one of them
 * @terms: the conditions
 *
 * Return: whether it is still there.
 */
bool qr_membership_settle(struct qr_membership *members, struct qr_group *group,
			  const struct qr_terms *terms)
{
	if (!qr_group_is_empty(group) || qr_group_is_asking(group)) {
		qr_group_plan(group);
		qr_membership_plan(members, group, terms);
		return true;
	}
	qr_membership_remove(members, group, QR_EXPIRED, terms);
	return false;
}

/**
 * qr_membership_find() - a group as it is now
 * @members: the members
 * @addr: its address
 * @terms: the conditions
 *
 * What has run out is gone, alarm or not.
 *
 * Return: the group, which may be only asked for, or NULL.
 */
struct qr_group *qr_membership_find(struct qr_membership *members,
				    const union qr_addr *addr,
				    const struct qr_terms *terms)
{
	struct qr_group *group = group_of(qr_addr_tree_find(&members->groups,
							    addr));

	if (!group || ktime_after(group->alarm.expires, terms->now))
		return group;
	/* However many records of a report are about it: two walks each. */
	if (terms->work)
		spend(terms->work, 2 * work_of(group));
	qr_group_expire(group, terms);
	return qr_membership_settle(members, group, terms) ? group : NULL;
}

/**
 * qr_membership_lower() - the elected querier asks for a group
 * @members: the members
 * @msg: its query, without the S flag
 * @expires: who does not answer until then is gone
 * @terms: the conditions
 */
void qr_membership_lower(struct qr_membership *members,
			 const struct qr_msg *msg, ktime_t expires,
			 const struct qr_terms *terms)
{
	struct qr_group *group = qr_membership_find(members, &msg->group,
						    terms);

	if (!group)
		return;
	qr_group_lower(group, &msg->list, expires, terms);
	qr_membership_plan(members, group, terms);
}

static void alloc_buffer(struct qr_membership *members)
{
	if (!qr_budget_allows(&members->budget, members->room))
		return;
	members->buffer = kmalloc(members->room, GFP_NOWAIT | __GFP_NOWARN);
	if (members->buffer)
		qr_budget_take(&members->budget, members->room);
}

/* Without memory more queries go out, for less sources each. */
static u8 *get_buffer(struct qr_membership *members, size_t *size)
{
	if (!members->buffer)
		alloc_buffer(members);
	*size = members->buffer ? members->room :
				  min(members->room, sizeof(members->spare));
	return members->buffer ?: members->spare;
}

/* Return: whether there is a query to send. */
static bool look_after(struct qr_membership *members, struct qr_group *group,
		       const struct qr_terms *terms, struct qr_query *query)
{
	u8 *buffer = NULL;
	size_t size = 0;
	bool due;

	qr_group_expire(group, terms);
	if (group->sources.count && qr_group_is_asking(group))
		buffer = get_buffer(members, &size);
	due = qr_group_take_query(group, terms, buffer, size, query);
	qr_membership_settle(members, group, terms);
	return due;
}

/**
 * qr_membership_output() - let time pass, and take the next query that is due
 * @members: the members
 * @terms: the conditions
 * @work: about how many groups and sources may still be looked at, counted down
 * @query: its version, group, S flag and sources are filled in; the sources
 *	stand in a buffer that the next call overwrites
 *
 * When it says no though there is work left, nothing is due any more.
 *
 * Return: whether there is a query to send.
 */
bool qr_membership_output(struct qr_membership *members,
			  const struct qr_terms *terms, unsigned int *work,
			  struct qr_query *query)
{
	struct timerqueue_node *alarm;
	struct qr_group *group;

	while (*work) {
		alarm = timerqueue_getnext(&members->alarms);
		if (!alarm || ktime_after(alarm->expires, terms->now))
			return false;

		group = container_of(alarm, struct qr_group, alarm);
		timerqueue_del(&members->alarms, alarm);
		spend(work, work_of(group));
		if (look_after(members, group, terms, query))
			return true;
	}
	return false;
}

/**
 * qr_membership_next() - when qr_membership_output() is to be called next
 * @members: the members
 *
 * Return: a time, which may be past; KTIME_MAX: not before a report.
 */
ktime_t qr_membership_next(struct qr_membership *members)
{
	struct timerqueue_node *alarm = timerqueue_getnext(&members->alarms);

	return alarm ? alarm->expires : KTIME_MAX;
}

/**
 * qr_membership_is_engaged() - is this host busy with a group that is left?
 * @members: the members
 * @terms: the conditions
 *
 * For one Last Member Query Time at most, however many groups are left.
 *
 * Return: true if it is.
 */
bool qr_membership_is_engaged(const struct qr_membership *members,
			      const struct qr_terms *terms)
{
	ktime_t limit = ktime_add(members->engaged_since,
				  terms->last_member_time);

	return ktime_before(terms->now, min(members->engaged_until, limit));
}

static const struct qr_group *first_tracked(struct qr_addr_node *node)
{
	struct qr_group *group = group_of(node);

	while (group && !group->tracked)
		group = group_of(qr_addr_tree_next(&group->node));
	return group;
}

/**
 * qr_membership_from() - the first group with an address or one behind it
 * @members: the members
 * @addr: the address
 *
 * Return: a group that somebody reported, or NULL.
 */
const struct qr_group *qr_membership_from(const struct qr_membership *members,
					  const union qr_addr *addr)
{
	return first_tracked(qr_addr_tree_from(&members->groups, addr));
}

/**
 * qr_membership_after() - the next group
 * @group: the one before
 *
 * Return: a group that somebody reported, or NULL.
 */
const struct qr_group *qr_membership_after(const struct qr_group *group)
{
	return first_tracked(qr_addr_tree_next(&group->node));
}
