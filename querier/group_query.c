// SPDX-License-Identifier: GPL-2.0
/*
 * Specific queries (RFC 9776 6.6.3), in rounds one Last Member Query Interval
 * apart.
 */
#include "group_query.h"

static bool is_above_last_member_time(ktime_t expires,
				      const struct qr_ctx *ctx)
{
	return ktime_after(expires, ktime_add(ctx->now,
					      ctx->last_member_time));
}

/* Older versions have no Q(G,source). */
bool qr_group_query_may_ask_sources(const struct qr_ctx *ctx)
{
	return ctx->may_ask && ctx->version == ctx->proto->version_max;
}

/*
 * "Send Q(G,source)" (RFC 9776 6.6.3.2), if this host is the Querier: at once,
 * unless the source has just been queried. Older versions have no such query,
 * and without one the timer is not lowered.
 */
void qr_group_query_start_source(struct qr_group *group,
				 struct qr_source *source,
				 const struct qr_ctx *ctx)
{
	if (!qr_group_query_may_ask_sources(ctx) ||
	    !is_above_last_member_time(source->expires, ctx))
		return;

	source->query_at = max(source->query_at, ctx->now);
	source->expires = ktime_add(source->query_at, ctx->last_member_time);
	source->retransmit = ctx->last_member_count;
	group->sources_at = min(group->sources_at, source->query_at);
	qr_group_set_deadline(group, group->sources_at);
}

/*
 * "Send Q(G)" (RFC 9776 6.6.3.1), if this host is the Querier: at once, unless
 * the group has just been queried. While the last query is unanswered another
 * leave changes nothing: hosts repeat theirs.
 */
void qr_group_query_start(struct qr_group *group, const struct qr_ctx *ctx)
{
	if (!ctx->may_ask || ctx->version < ctx->proto->version_leave)
		return;
	if (group->asked_until &&
	    !ktime_after(group->expires, group->asked_until))
		return;

	group->query_at = max(group->query_at, ctx->now);
	group->asked_until = ktime_add(group->query_at,
				       ctx->last_member_time);
	group->retransmit = ctx->last_member_count;
	/* An untracked group lasts until the answers must be in. */
	if (group->tracked)
		group->expires = min(group->expires, group->asked_until);
	else
		group->expires = group->asked_until;
	group->mode = QR_EXCLUDE;
	qr_group_set_deadline(group, group->query_at);
}

/*
 * Take over the queries for an untracked group. In INCLUDE mode each source is
 * queried by itself.
 */
void qr_group_query_inherit(struct qr_group *group,
			    const struct qr_group *asked)
{
	if (group->mode == QR_INCLUDE)
		return;
	group->retransmit = asked->retransmit;
	group->query_at = asked->query_at;
	group->asked_until = asked->asked_until;
	if (group->retransmit)
		qr_group_set_deadline(group, group->query_at);
}

/* One query less to send; the next one not before the interval is over. */
static void consume_retransmit(u8 *retransmit, ktime_t *query_at,
			       const struct qr_ctx *ctx)
{
	--*retransmit;
	/* From when it was due: lateness does not add up. */
	*query_at = ktime_add(min(*query_at, ctx->now),
			      ctx->last_member_interval);
}

static void mark_group_due(struct qr_group *group, const struct qr_ctx *ctx)
{
	if (ctx->version < ctx->proto->version_leave)
		group->retransmit = 0;
	group->due = group->retransmit &&
		     !ktime_after(group->query_at, ctx->now);
	if (group->due)
		consume_retransmit(&group->retransmit, &group->query_at, ctx);
}

/*
 * RFC 9776 6.6.3.2: a query asks for all sources with queries left, the pending
 * ones included.
 */
static void mark_sources_due(struct qr_group *group, const struct qr_ctx *ctx)
{
	struct qr_source *source, *next;

	if (ktime_after(group->sources_at, ctx->now))
		return;

	group->sources_at = KTIME_MAX;
	qr_sources_for_each(source, next, &group->sources) {
		if (ctx->version < ctx->proto->version_max)
			source->retransmit = 0;
		source->due = source->retransmit;
		if (source->due)
			consume_retransmit(&source->retransmit,
					   &source->query_at, ctx);
		if (source->retransmit)
			group->sources_at = min(group->sources_at,
						source->query_at);
	}
}

static bool is_time_to_ask(const struct qr_group *group,
			   const struct qr_ctx *ctx)
{
	return !ktime_after(group->sources_at, ctx->now) ||
	       (group->retransmit && !ktime_after(group->query_at, ctx->now));
}

/* Mark what this round asks for, and compute the next round. */
static void start_round(struct qr_group *group, const struct qr_ctx *ctx)
{
	mark_group_due(group, ctx);
	mark_sources_due(group, ctx);
	group->asking = true;
}

/*
 * RFC 9776 6.6.3.2: one message asks for the sources whose timers are above
 * Last Member Query Time, with the S flag, another one for the rest.
 */
static bool collect_sources(struct qr_group *group, bool suppress,
			    const struct qr_ctx *ctx,
			    const struct qr_room *room, struct qr_list *list)
{
	size_t addr_len = ctx->proto->addr_len;
	struct qr_source *source, *next;

	*list = (struct qr_list) { .at = room->at };
	qr_sources_for_each(source, next, &group->sources) {
		if (!source->due || suppress !=
		    is_above_last_member_time(source->expires, ctx))
			continue;
		if (list->len + addr_len > room->size)
			break;
		source->due = false;
		memcpy(room->at + list->len, &source->node.addr, addr_len);
		list->len += addr_len;
		list->count++;
	}
	return list->count;
}

/*
 * Take the next query that is due: its version, group, S flag and sources. Call
 * it until it returns false.
 */
bool qr_group_query_take(struct qr_group *group, const struct qr_ctx *ctx,
			 const struct qr_room *room, struct qr_query *query)
{
	if (!group->asking && is_time_to_ask(group, ctx))
		start_round(group, ctx);
	/* The version may change during a round. */
	if (ctx->version < ctx->proto->version_leave)
		group->asking = false;
	if (!group->asking)
		return false;

	*query = (struct qr_query) {
		.version = ctx->version,
		.group = group->node.addr,
	};
	if (group->due) {
		group->due = false;
		/* RFC 9776 6.6.3.1 */
		query->suppress = is_above_last_member_time(group->expires,
							    ctx);
		return true;
	}

	group->asking = false;
	if (ctx->version < ctx->proto->version_max)
		return false;
	query->suppress = collect_sources(group, true, ctx, room,
					  &query->list);
	group->asking = query->suppress ||
			collect_sources(group, false, ctx, room, &query->list);
	return group->asking;
}
