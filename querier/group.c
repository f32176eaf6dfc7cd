// SPDX-License-Identifier: GPL-2.0
/*
 * What time does to a group (RFC 9776 6.2.2, 6.3, 6.5):
 *
 * Source timer expires	IN: the source is deleted, and with the last one
 *				the group; EX: it is excluded
 * Group timer expires		EX: becomes IN with the requested sources, or
 *				the group is deleted if there are none
 */
#include "group.h"

#include <linux/build_bug.h>
#include <linux/slab.h>

static_assert(sizeof(struct qr_group) <= QR_GROUP_SIZE);

/*
 * Untracked. Its memory counts in the budget, allowed or not; NULL without
 * memory.
 */
struct qr_group *qr_group_create(const union qr_addr *addr,
				 const struct qr_ctx *ctx)
{
	struct qr_group *group = qr_kzalloc_obj(*group,
						GFP_NOWAIT | __GFP_NOWARN);

	if (!group)
		return NULL;
	qr_budget_take(ctx->budget, QR_GROUP_SIZE);
	group->node.addr = *addr;
	timerqueue_init(&group->alarm);
	group->sources.tree = RB_ROOT;
	group->sources_at = KTIME_MAX;
	group->deadline = KTIME_MAX;
	group->since = ctx->now;
	return group;
}

void qr_group_remove_host(struct qr_group *group, struct qr_host *host,
			  const struct qr_ctx *ctx)
{
	group->hosts--;
	qr_hosts_remove(ctx->hosts, host, ctx->budget);
}

/* Without hosts most groups need no search. */
static struct qr_host *first_host(const struct qr_group *group,
				  const struct qr_ctx *ctx)
{
	const struct qr_host_key key = { .group = group->node.addr };

	return group->hosts ? qr_hosts_from(ctx->hosts, &key) : NULL;
}

static struct qr_host *next_host(const struct qr_group *group,
				 const struct qr_host *host)
{
	struct qr_host *next = qr_hosts_next(host);

	return next && next->group == &group->node ? next : NULL;
}

/* For every host, in order; the body may remove it. */
#define for_each_host(host, next, group, ctx)				\
	for (host = first_host(group, ctx);				\
	     host && (next = next_host(group, host), true);		\
	     host = next)

/* The group is in no tree and no queue. */
void qr_group_free(struct qr_group *group, const struct qr_ctx *ctx)
{
	struct qr_source *source, *next;
	struct qr_host *host, *next_one;

	for_each_host(host, next_one, group, ctx)
		qr_group_remove_host(group, host, ctx);
	qr_sources_for_each(source, next, &group->sources)
		qr_sources_remove(&group->sources, source, ctx->budget);
	kfree(group);
	qr_budget_give(ctx->budget, QR_GROUP_SIZE);
}

bool qr_group_is_empty(const struct qr_group *group)
{
	return group->mode == QR_INCLUDE && !group->sources.count;
}

/* Are queries for it still to come? */
bool qr_group_is_asking(const struct qr_group *group)
{
	return group->asking || group->retransmit ||
	       group->sources_at != KTIME_MAX;
}

/*
 * Compute when the group needs service next. Until then its deadline may be too
 * early, never too late: most reports only put things off.
 */
void qr_group_update_deadline(struct qr_group *group, const struct qr_ctx *ctx)
{
	struct qr_source *source, *next;
	struct qr_host *host, *next_one;

	group->deadline = group->asking ? 0 : group->sources_at;
	if (group->retransmit)
		qr_group_set_deadline(group, group->query_at);
	if (group->mode == QR_EXCLUDE)
		qr_group_set_deadline(group, group->expires);
	qr_sources_for_each(source, next, &group->sources) {
		if (source->expires)
			qr_group_set_deadline(group, source->expires);
	}
	for_each_host(host, next_one, group, ctx)
		qr_group_set_deadline(group, qr_host_expires(host, ctx));
}

/*
 * RFC 9776 6.6.1: the elected querier asks for @sources, or for the group if
 * there are none. Members that do not answer by @expires are gone.
 */
void qr_group_lower_timers(struct qr_group *group,
			   const struct qr_list *sources, ktime_t expires,
			   const struct qr_ctx *ctx)
{
	struct qr_source *source;
	unsigned int i;

	qr_group_set_deadline(group, expires);
	if (!sources->count)
		group->expires = min(group->expires, expires);
	for (i = 0; i < sources->count; i++) {
		union qr_addr addr = qr_record_source(sources,
						      ctx->proto->addr_len, i);

		source = qr_sources_find(&group->sources, &addr);
		if (source)
			source->expires = min(source->expires, expires);
	}
}

static void expire_source(struct qr_group *group, struct qr_source *source,
			  const struct qr_ctx *ctx)
{
	if (!source->expires || ktime_after(source->expires, ctx->now))
		return;

	if (group->mode == QR_EXCLUDE) {
		source->expires = 0;
		source->retransmit = 0;
		source->due = false;
		qr_ctx_notify_source(ctx, QR_CHANGED, group, source);
		return;
	}
	qr_ctx_notify_source(ctx, QR_EXPIRED, group, source);
	qr_sources_remove(&group->sources, source, ctx->budget);
}

static void include_requested(struct qr_group *group,
			      const struct qr_ctx *ctx)
{
	struct qr_source *source, *next;

	group->mode = QR_INCLUDE;
	group->retransmit = 0;
	group->due = false;
	qr_sources_for_each(source, next, &group->sources) {
		if (source->expires)
			continue;
		qr_ctx_notify_source(ctx, QR_EXPIRED, group, source);
		qr_sources_remove(&group->sources, source, ctx->budget);
	}
	if (group->sources.count)
		qr_ctx_notify_group(ctx, QR_CHANGED, group);
}

static void expire_host(struct qr_group *group, struct qr_host *host,
			const struct qr_ctx *ctx)
{
	if (!ktime_after(qr_host_expires(host, ctx), ctx->now))
		qr_group_remove_host(group, host, ctx);
}

/* End all whose timers expired. */
void qr_group_expire(struct qr_group *group, const struct qr_ctx *ctx)
{
	struct qr_source *source, *next;
	struct qr_host *host, *next_one;

	for_each_host(host, next_one, group, ctx)
		expire_host(group, host, ctx);
	qr_sources_for_each(source, next, &group->sources)
		expire_source(group, source, ctx);
	if (group->mode == QR_EXCLUDE &&
	    !ktime_after(group->expires, ctx->now))
		include_requested(group, ctx);
}
