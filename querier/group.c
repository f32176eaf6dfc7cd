// SPDX-License-Identifier: GPL-2.0
/*
 * What time does to a group (RFC 9776 6.2.2, 6.3, 6.5):
 *
 * Source timer runs out	IN: the source is deleted, and with the last one
 *				the group; EX: it is excluded
 * Group timer runs out		EX: becomes IN with the requested sources, or
 *				the group is deleted if there are none
 */
#include "group.h"

#include <linux/build_bug.h>
#include <linux/slab.h>

static_assert(sizeof(struct qr_group) <= QR_GROUP_SIZE);

/**
 * qr_group_create() - a group that nobody reported yet
 * @addr: the group
 * @terms: the conditions; its memory counts, allowed or not
 *
 * Return: the group, or NULL without memory.
 */
struct qr_group *qr_group_create(const union qr_addr *addr,
				 const struct qr_terms *terms)
{
	struct qr_group *group = qr_kzalloc_obj(*group,
						GFP_NOWAIT | __GFP_NOWARN);

	if (!group)
		return NULL;
	qr_budget_take(terms->budget, QR_GROUP_SIZE);
	group->node.addr = *addr;
	timerqueue_init(&group->alarm);
	group->sources.tree = RB_ROOT;
	group->sources_at = KTIME_MAX;
	group->soonest = KTIME_MAX;
	group->since = terms->now;
	return group;
}

/**
 * qr_group_free() - free a group that is in no tree and no queue
 * @group: the group
 * @terms: the conditions
 */
void qr_group_free(struct qr_group *group, const struct qr_terms *terms)
{
	struct qr_source *source, *next;

	qr_for_each_source(source, next, &group->sources)
		qr_sources_remove(&group->sources, source, terms->budget);
	kfree(group);
	qr_budget_give(terms->budget, QR_GROUP_SIZE);
}

/**
 * qr_group_version() - its compatibility mode (RFC 9776 7.3.2)
 * @group: the group
 * @version_max: the protocol's newest version
 * @now: the time
 *
 * Return: the version of its oldest member.
 */
u8 qr_group_version(const struct qr_group *group, u8 version_max, ktime_t now)
{
	struct qr_version older = group->older;

	qr_version_expire(&older, now);
	return qr_version_active(&older, version_max, true);
}

/**
 * qr_group_is_empty() - does nobody want anything of it?
 * @group: the group
 *
 * Return: true if nobody does.
 */
bool qr_group_is_empty(const struct qr_group *group)
{
	return group->mode == QR_INCLUDE && !group->sources.count;
}

/**
 * qr_group_is_asking() - are there queries to come?
 * @group: the group
 *
 * Return: true if there are.
 */
bool qr_group_is_asking(const struct qr_group *group)
{
	return group->asking || group->retransmit ||
	       group->sources_at != KTIME_MAX;
}

/**
 * qr_group_hasten() - something is to happen
 * @group: the group
 * @time: when: not later may the group be looked after
 */
void qr_group_hasten(struct qr_group *group, ktime_t time)
{
	group->soonest = min(group->soonest, time);
}

/**
 * qr_group_plan() - find out when the group is to be looked after next
 * @group: the group, of which qr_group.soonest is set
 *
 * In between it is kept up, but may be too early: most reports put things off.
 */
void qr_group_plan(struct qr_group *group)
{
	struct qr_source *source, *next;

	group->soonest = group->asking ? 0 : group->sources_at;
	if (group->retransmit)
		qr_group_hasten(group, group->query_at);
	if (group->mode == QR_EXCLUDE)
		qr_group_hasten(group, group->expires);
	qr_for_each_source(source, next, &group->sources) {
		if (source->expires)
			qr_group_hasten(group, source->expires);
	}
}

/**
 * qr_group_lower() - the elected querier asks whether anybody is left
 * @group: the group
 * @sources: the sources it asks for; empty: for the group
 * @expires: who does not answer until then is gone
 * @terms: the conditions
 *
 * RFC 9776 6.6.1.
 */
void qr_group_lower(struct qr_group *group, const struct qr_list *sources,
		    ktime_t expires, const struct qr_terms *terms)
{
	struct qr_source *source;
	unsigned int i;

	qr_group_hasten(group, expires);
	if (!sources->count)
		group->expires = min(group->expires, expires);
	for (i = 0; i < sources->count; i++) {
		union qr_addr addr = qr_list_addr(sources,
						  terms->proto->addr_len, i);

		source = qr_sources_find(&group->sources, &addr);
		if (source)
			source->expires = min(source->expires, expires);
	}
}

static void expire_source(struct qr_group *group, struct qr_source *source,
			  const struct qr_terms *terms)
{
	if (!source->expires || ktime_after(source->expires, terms->now))
		return;

	if (group->mode == QR_EXCLUDE) {
		source->expires = 0;
		source->retransmit = 0;
		source->due = false;
		qr_tell_source(terms, QR_CHANGED, group, source);
		return;
	}
	qr_tell_source(terms, QR_EXPIRED, group, source);
	qr_sources_remove(&group->sources, source, terms->budget);
}

static void include_requested(struct qr_group *group,
			      const struct qr_terms *terms)
{
	struct qr_source *source, *next;

	group->mode = QR_INCLUDE;
	group->retransmit = 0;
	group->due = false;
	qr_for_each_source(source, next, &group->sources) {
		if (source->expires)
			continue;
		qr_tell_source(terms, QR_EXPIRED, group, source);
		qr_sources_remove(&group->sources, source, terms->budget);
	}
	if (group->sources.count)
		qr_tell_group(terms, QR_CHANGED, group);
}

/**
 * qr_group_expire() - end what has run out
 * @group: the group
 * @terms: the conditions
 */
void qr_group_expire(struct qr_group *group, const struct qr_terms *terms)
{
	struct qr_source *source, *next;

	qr_for_each_source(source, next, &group->sources)
		expire_source(group, source, terms);
	if (group->mode == QR_EXCLUDE &&
	    !ktime_after(group->expires, terms->now))
		include_requested(group, terms);
}
