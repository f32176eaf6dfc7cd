// SPDX-License-Identifier: GPL-2.0
/*
 * What each record does to a group (RFC 9776 6.4.1 and 6.4.2; X is requested,
 * Y excluded, A+B both, A*B common, A-B without):
 *
 * State	Record		New state		Actions
 *
 * IN(A)	IS_IN(B)	IN(A+B)			(B)=GMI
 * IN(A)	IS_EX(B)	EX(A*B,B-A)		(B-A)=0, Delete (A-B),
 *							Group Timer=GMI
 * EX(X,Y)	IS_IN(A)	EX(X+A,Y-A)		(A)=GMI
 * EX(X,Y)	IS_EX(A)	EX(A-Y,Y*A)		(A-X-Y)=GMI, Delete (X-A),
 *							Delete (Y-A),
 *							Group Timer=GMI
 * IN(A)	ALLOW(B)	IN(A+B)			(B)=GMI
 * IN(A)	BLOCK(B)	IN(A)			Send Q(G,A*B)
 * IN(A)	TO_EX(B)	EX(A*B,B-A)		(B-A)=0, Delete (A-B),
 *							Send Q(G,A*B),
 *							Group Timer=GMI
 * IN(A)	TO_IN(B)	IN(A+B)			(B)=GMI, Send Q(G,A-B)
 * EX(X,Y)	ALLOW(A)	EX(X+A,Y-A)		(A)=GMI
 * EX(X,Y)	BLOCK(A)	EX(X+(A-Y),Y)		(A-X-Y)=Group Timer,
 *							Send Q(G,A-Y)
 * EX(X,Y)	TO_EX(A)	EX(A-Y,Y*A)		(A-X-Y)=Group Timer,
 *							Delete (X-A), Delete (Y-A),
 *							Send Q(G,A-Y),
 *							Group Timer=GMI
 * EX(X,Y)	TO_IN(A)	EX(X+A,Y-A)		(A)=GMI, Send Q(G,X-A),
 *							Send Q(G)
 */
#include "group_record.h"
#include "group_query.h"

/* What a record may do to a source, alone or with ASK: send Q(G,source). */
#define KEEP		0	/* a source that is not there yet: do not add it */
#define MEMBER		1	/* timer = Group Membership Interval */
#define GROUP_TIMER	2	/* timer = what the group timer was */
#define ZERO		3	/* timer = 0 */
#define DELETE		4
#define EFFECT		7
#define ASK		8

/* A source's relation to a record: named or not, requested or excluded. */
enum relation {
	NAMED_X,
	NAMED_Y,
	NEW,
	OTHER_X,
	OTHER_Y,
	RELATIONS,
};

/**
 * struct rule - one row of the table
 * @effect: on the sources, by relation
 * @exclude: the mode is EXCLUDE then, and the group timer starts again
 * @ask: send Q(G)
 *
 * Of 8 bytes, so that the row of a record is found by a shift.
 */
struct rule {
	u8 effect[RELATIONS];
	bool exclude;
	bool ask;
} __aligned(8);

static const struct rule rules[][QR_RECORD_TYPES] = {
	/*			NAMED_X	NAMED_Y	NEW	OTHER_X	OTHER_Y */
	[QR_INCLUDE] = {
		[QR_IS_IN] = { { MEMBER, MEMBER, MEMBER, KEEP, KEEP } },
		[QR_ALLOW] = { { MEMBER, MEMBER, MEMBER, KEEP, KEEP } },
		[QR_TO_IN] = { { MEMBER, MEMBER, MEMBER, ASK, KEEP } },
		[QR_BLOCK] = { { ASK, KEEP, KEEP, KEEP, KEEP } },
		[QR_IS_EX] = { { KEEP, KEEP, ZERO, DELETE, DELETE },
			       .exclude = true },
		[QR_TO_EX] = { { ASK, KEEP, ZERO, DELETE, DELETE },
			       .exclude = true },
	},
	[QR_EXCLUDE] = {
		[QR_IS_IN] = { { MEMBER, MEMBER, MEMBER, KEEP, KEEP } },
		[QR_ALLOW] = { { MEMBER, MEMBER, MEMBER, KEEP, KEEP } },
		[QR_TO_IN] = { { MEMBER, MEMBER, MEMBER, ASK, KEEP },
			       .ask = true },
		[QR_BLOCK] = { { ASK, KEEP, GROUP_TIMER | ASK, KEEP, KEEP } },
		[QR_IS_EX] = { { KEEP, KEEP, MEMBER, DELETE, DELETE },
			       .exclude = true },
		[QR_TO_EX] = { { ASK, KEEP, GROUP_TIMER | ASK, DELETE, DELETE },
			       .exclude = true },
	},
};

/**
 * struct names - the sources that a record names
 * @list: their list
 * @known: how many were there before
 * @fresh: how many are there because of it
 * @first: the one that it names first, if that is there
 * @last: the last one that was found
 */
struct names {
	const struct qr_list *list;
	u32 known;
	u32 fresh;
	struct qr_source *first;
	struct qr_source *last;
};

/* @before: as in qr_sources_find_after(). */
static struct qr_source *listed_source(const struct qr_group *group,
				       const struct qr_list *list,
				       unsigned int i,
				       const struct qr_source *before,
				       const struct qr_ctx *ctx)
{
	union qr_addr addr = qr_record_source(list, ctx->proto->addr_len, i);

	return qr_sources_find_after(&group->sources, before, &addr);
}

/* Undo what name_sources() did, the sources that it added included. */
static void forget_names(struct qr_group *group, const struct names *names,
			 const struct qr_ctx *ctx)
{
	struct qr_source *source;
	unsigned int i;

	for (i = 0; i < names->list->count; i++) {
		source = listed_source(group, names->list, i, NULL, ctx);
		if (!source)
			continue;
		source->named = false;
		if (source->fresh)
			qr_sources_remove(&group->sources, source,
					  ctx->budget);
	}
}

static enum qr_verdict add_source(struct qr_group *group,
				  const union qr_addr *addr,
				  struct names *names, const struct qr_ctx *ctx)
{
	struct qr_source *source;

	if (names->fresh == ctx->params->max_sources)
		return QR_IGNORED_SOURCE_LIMIT;
	if (!qr_budget_allows(ctx->budget, QR_SOURCE_SIZE))
		return QR_IGNORED_MEMORY_LIMIT;
	source = qr_sources_add(&group->sources, addr, ctx->budget);
	if (!source)
		return QR_IGNORED_MEMORY;
	source->fresh = true;
	names->fresh++;
	names->last = source;
	return QR_ACCEPTED;
}

static enum qr_verdict name_source(struct qr_group *group,
				   const union qr_addr *addr, bool add,
				   struct names *names,
				   const struct qr_ctx *ctx)
{
	struct qr_source *source;

	source = qr_sources_find_after(&group->sources, names->last, addr);
	if (!source) {
		/* Those that are there have been checked. */
		if (!ctx->proto->is_source(addr))
			return QR_IGNORED_RECORD_SOURCE;
		return add ? add_source(group, addr, names, ctx) : QR_ACCEPTED;
	}
	if (!source->named && !source->fresh) {
		source->named = true;
		names->known++;
	}
	names->last = source;
	return QR_ACCEPTED;
}

static bool ends_others(const struct rule *rule)
{
	return rule->effect[OTHER_X] == DELETE;
}

/*
 * Mark the sources that a record names and add those that will be there. All
 * that can fail happens here, before anything has changed.
 */
static enum qr_verdict name_sources(struct qr_group *group,
				    const struct rule *rule,
				    struct names *names,
				    const struct qr_ctx *ctx)
{
	const struct qr_list *list = names->list;
	bool add = rule->effect[NEW] != KEEP;
	enum qr_verdict verdict = QR_ACCEPTED;
	unsigned int i;
	u32 count;

	for (i = 0; i < list->count && !verdict; i++) {
		union qr_addr addr = qr_record_source(list,
						      ctx->proto->addr_len, i);

		verdict = name_source(group, &addr, add, names, ctx);
		if (!i)
			names->first = names->last;
	}

	count = ends_others(rule) ? names->known + names->fresh :
				    group->sources.count;
	if (!verdict && names->fresh && count > ctx->params->max_sources)
		verdict = QR_IGNORED_SOURCE_LIMIT;
	if (verdict)
		forget_names(group, names, ctx);
	return verdict;
}

static enum relation relation_of(const struct qr_source *source)
{
	if (source->fresh)
		return NEW;
	if (source->named)
		return source->expires ? NAMED_X : NAMED_Y;
	return source->expires ? OTHER_X : OTHER_Y;
}

static void apply_effect(struct qr_group *group, struct qr_source *source,
			 const struct rule *rule, ktime_t group_timer,
			 const struct qr_ctx *ctx)
{
	bool requested = source->expires, fresh = source->fresh;
	u8 effect = rule->effect[relation_of(source)];

	source->named = false;
	source->fresh = false;

	switch (effect & EFFECT) {
	case MEMBER:
		source->expires = ktime_add(ctx->now, ctx->membership);
		break;
	case GROUP_TIMER:
		source->expires = group_timer;
		break;
	case ZERO:
		source->expires = 0;
		break;
	case DELETE:
		qr_ctx_notify_source(ctx, QR_REMOVED, group, source);
		qr_sources_remove(&group->sources, source, ctx->budget);
		return;
	}

	if (source->expires)
		qr_group_set_deadline(group, source->expires);
	if (effect & ASK)
		qr_group_query_start_source(group, source, ctx);
	if (fresh)
		qr_ctx_notify_source(ctx, QR_ADDED, group, source);
	else if (requested != !!source->expires)
		qr_ctx_notify_source(ctx, QR_CHANGED, group, source);
}

static void set_mode(struct qr_group *group, bool exclude,
		     const struct qr_ctx *ctx)
{
	bool changed = exclude && group->mode == QR_INCLUDE;

	if (exclude) {
		group->mode = QR_EXCLUDE;
		group->expires = ktime_add(ctx->now, ctx->membership);
		qr_group_set_deadline(group, group->expires);
	}
	if (!group->tracked) {
		group->tracked = true;
		qr_ctx_notify_group(ctx, QR_ADDED, group);
	} else if (changed) {
		qr_ctx_notify_group(ctx, QR_CHANGED, group);
	}
}

/*
 * RFC 9776 7.3.2: beside an older host some of what a record says cannot be
 * believed, as that host could not have objected.
 *
 * Return: the sources that count, or NULL if nothing is left of the record.
 */
static const struct qr_list *believe(const struct qr_group *group,
				     const struct qr_record *record,
				     const struct qr_ctx *ctx)
{
	static const struct qr_list none;
	u8 version = qr_group_version(group, ctx->proto->version_max,
				      ctx->now);

	if (version == ctx->proto->version_max)
		return &record->sources;

	switch (record->type) {
	case QR_BLOCK:
		return NULL;
	case QR_TO_EX:
		return &none;
	case QR_TO_IN:
		return version >= ctx->proto->version_leave ?
		       &record->sources : NULL;
	default:
		return &record->sources;
	}
}

/* Would this record, of a known type, create a missing group? */
bool qr_group_record_creates_group(const struct qr_record *record)
{
	const struct rule *rule = &rules[QR_INCLUDE][record->type];

	return rule->exclude ||
	       (rule->effect[NEW] != KEEP && record->sources.count);
}

/* Does the rule touch sources that the record does not name? */
static bool concerns_others(const struct rule *rule,
			    const struct qr_ctx *ctx)
{
	return rule->effect[OTHER_X] == DELETE ||
	       (rule->effect[OTHER_X] == ASK &&
		qr_group_query_may_ask_sources(ctx));
}

/* No effect on a source that is named removes it. */
static void apply_to_named(struct qr_group *group, const struct names *names,
			   const struct rule *rule, ktime_t group_timer,
			   const struct qr_ctx *ctx)
{
	struct qr_source *source = names->first, *last = NULL;
	unsigned int i;

	for (i = 0; i < names->list->count; i++) {
		if (i)
			source = listed_source(group, names->list, i, last,
					       ctx);
		if (!source)
			continue;
		last = source;
		if (source->named || source->fresh)
			apply_effect(group, source, rule, group_timer, ctx);
	}
}

/*
 * Commit; cannot fail. Walk the sources that the record does not name only if
 * the rule touches them.
 */
static void commit(struct qr_group *group, const struct names *names,
		   const struct rule *rule, const struct qr_ctx *ctx)
{
	ktime_t group_timer = group->expires;
	struct qr_source *source, *next;

	set_mode(group, rule->exclude, ctx);

	if (concerns_others(rule, ctx)) {
		*ctx->work -= min(*ctx->work, group->sources.count);
		qr_sources_for_each(source, next, &group->sources)
			apply_effect(group, source, rule, group_timer, ctx);
		return;
	}
	apply_to_named(group, names, rule, group_timer, ctx);
}

/*
 * There is no room for the record's sources, so they cannot be queried: query
 * as if the sender had left the whole group. The other members answer.
 */
static void ask_at_the_limit(struct qr_group *group,
			     const struct qr_ctx *ctx)
{
	const struct rule *rule = &rules[group->mode][QR_TO_IN];
	const struct qr_list empty = {};
	const struct names none = { .list = &empty };

	commit(group, &none, rule, ctx);
	if (rule->ask)
		qr_group_query_start(group, ctx);
}

/*
 * @group: nothing in it is expired. @record: of a known type. Return:
 * QR_ACCEPTED, or why not: then nothing has changed, but a group that a host
 * left in part is queried.
 */
enum qr_verdict qr_group_record_apply(struct qr_group *group,
				      const struct qr_record *record,
				      const struct qr_msg *msg,
				      const struct qr_ctx *ctx)
{
	const struct rule *rule = &rules[group->mode][record->type];
	struct names names = {};
	enum qr_verdict verdict;

	if (record->type == QR_IS_EX)
		qr_version_heard(&group->older, msg->version,
				 ctx->proto->version_max,
				 ktime_add(ctx->now,
					   ctx->older_host_present));
	names.list = believe(group, record, ctx);
	if (!names.list)
		return QR_ACCEPTED;

	verdict = name_sources(group, rule, &names, ctx);
	if (verdict) {
		if (group->tracked && verdict != QR_IGNORED_RECORD_SOURCE &&
		    qr_record_is_leave(record))
			ask_at_the_limit(group, ctx);
		return verdict;
	}

	/* A host that only wants less is not the reporter. */
	if (rule->exclude || names.fresh ||
	    (names.known && rule->effect[NAMED_X] == MEMBER))
		group->reporter = msg->source;
	commit(group, &names, rule, ctx);
	if (rule->ask)
		qr_group_query_start(group, ctx);
	return QR_ACCEPTED;
}
