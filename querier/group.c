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
 *
 * Timers:
 *
 * Source timer runs out	IN: the source is deleted, and with the last one
 *				the group; EX: it is excluded
 * Group timer runs out		EX: becomes IN with the requested sources, or
 *				the group is deleted if there are none (6.5)
 */
#include "group.h"

#include <linux/slab.h>

/* What a record may do to a source, alone or with ASK: send Q(G,source). */
#define KEEP		0	/* a source that is not there yet: do not add it */
#define MEMBER		1	/* timer = Group Membership Interval */
#define GROUP_TIMER	2	/* timer = what the group timer was */
#define ZERO		3	/* timer = 0 */
#define DELETE		4
#define EFFECT		7
#define ASK		8

/* How a source stands to a record: named by it or not, requested or excluded. */
enum place {
	NAMED_X,
	NAMED_Y,
	NEW,
	OTHER_X,
	OTHER_Y,
	PLACES,
};

/**
 * struct rule - one row of the table
 * @effect: on the sources, by place
 * @exclude: the mode is EXCLUDE then, and the group timer starts again
 * @ask: send Q(G)
 */
struct rule {
	u8 effect[PLACES];
	bool exclude;
	bool ask;
};

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
 * struct names - how many sources a record names
 * @known: that were there before
 * @fresh: that are there because of it
 */
struct names {
	u32 known;
	u32 fresh;
};

#define for_each_source(source, next, group)				\
	for (source = source_of(qr_addr_tree_first(&(group)->sources));	\
	     source && (next = source_of(qr_addr_tree_next(&source->node)), \
			true);						\
	     source = next)

static struct qr_source *source_of(struct qr_addr_node *node)
{
	return node ? container_of(node, struct qr_source, node) : NULL;
}

static void tell_group(const struct qr_terms *terms,
		       enum qr_member_change change,
		       const struct qr_group *group)
{
	terms->observer->group(terms->observer, change, group);
}

static void tell_source(const struct qr_terms *terms,
			enum qr_member_change change,
			const struct qr_group *group,
			const struct qr_source *source)
{
	terms->observer->source(terms->observer, change, group, source);
}

/**
 * qr_group_create() - a group that nobody reported yet
 * @addr: the group
 * @now: the time
 *
 * Return: the group, or NULL without memory.
 */
struct qr_group *qr_group_create(const union qr_addr *addr, ktime_t now)
{
	struct qr_group *group = kzalloc_obj(*group, GFP_NOWAIT | __GFP_NOWARN);

	if (!group)
		return NULL;
	group->node.addr = *addr;
	timerqueue_init(&group->alarm);
	group->sources = RB_ROOT;
	group->sources_at = KTIME_MAX;
	group->soonest = KTIME_MAX;
	group->since = now;
	return group;
}

static void remove_source(struct qr_group *group, struct qr_source *source)
{
	rb_erase(&source->node.rb, &group->sources);
	group->source_count--;
	kfree(source);
}

/**
 * qr_group_free() - free a group that is in no tree and no queue
 * @group: the group
 */
void qr_group_free(struct qr_group *group)
{
	struct qr_source *source, *next;

	for_each_source(source, next, group)
		remove_source(group, source);
	kfree(group);
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
 */
bool qr_group_is_empty(const struct qr_group *group)
{
	return group->mode == QR_INCLUDE && !group->source_count;
}

/**
 * qr_group_is_asking() - are there queries to come?
 * @group: the group
 */
bool qr_group_is_asking(const struct qr_group *group)
{
	return group->asking || group->retransmit ||
	       group->sources_at != KTIME_MAX;
}

/* Something is to happen then: not later may the group be looked after. */
static void hasten(struct qr_group *group, ktime_t time)
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
		hasten(group, group->query_at);
	if (group->mode == QR_EXCLUDE)
		hasten(group, group->expires);
	for_each_source(source, next, group) {
		if (source->expires)
			hasten(group, source->expires);
	}
}

/**
 * qr_group_source_from() - the first source with an address or one behind it
 * @group: the group
 * @addr: the address
 *
 * Return: the source, or NULL.
 */
const struct qr_source *qr_group_source_from(const struct qr_group *group,
					     const union qr_addr *addr)
{
	return source_of(qr_addr_tree_from(&group->sources, addr));
}

/**
 * qr_group_source_after() - the next source
 * @source: the one before
 *
 * Return: the source, or NULL.
 */
const struct qr_source *qr_group_source_after(const struct qr_source *source)
{
	return source_of(qr_addr_tree_next(&source->node));
}

static struct qr_source *find_source(const struct qr_group *group,
				     const union qr_addr *addr)
{
	return source_of(qr_addr_tree_find(&group->sources, addr));
}

static struct qr_source *add_source(struct qr_group *group,
				    const union qr_addr *addr)
{
	struct qr_source *source;

	source = kzalloc_obj(*source, GFP_NOWAIT | __GFP_NOWARN);
	if (!source)
		return NULL;
	source->node.addr = *addr;
	qr_addr_tree_insert(&group->sources, &source->node);
	group->source_count++;
	return source;
}

static struct qr_source *listed_source(const struct qr_group *group,
				       const struct qr_list *list,
				       unsigned int i,
				       const struct qr_terms *terms)
{
	union qr_addr addr = qr_list_addr(list, terms->proto->addr_len, i);

	return find_source(group, &addr);
}

/* Undo what name_sources() did, the sources that it added included. */
static void forget_names(struct qr_group *group, const struct qr_list *list,
			 const struct qr_terms *terms)
{
	struct qr_source *source;
	unsigned int i;

	for (i = 0; i < list->count; i++) {
		source = listed_source(group, list, i, terms);
		if (!source)
			continue;
		source->named = false;
		if (source->fresh)
			remove_source(group, source);
	}
}

static enum qr_stat name_source(struct qr_group *group,
				const union qr_addr *addr, bool add,
				struct names *names,
				const struct qr_terms *terms)
{
	struct qr_source *source;

	if (!terms->proto->is_source(addr))
		return QR_IGNORED_RECORD_SOURCE;

	source = find_source(group, addr);
	if (!source && add) {
		if (names->fresh == terms->max_sources)
			return QR_IGNORED_SOURCE_LIMIT;
		source = add_source(group, addr);
		if (!source)
			return QR_IGNORED_MEMORY;
		source->fresh = true;
		names->fresh++;
	} else if (source && !source->named && !source->fresh) {
		source->named = true;
		names->known++;
	}
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
static enum qr_stat name_sources(struct qr_group *group,
				 const struct qr_list *list,
				 const struct rule *rule, struct names *names,
				 const struct qr_terms *terms)
{
	bool add = rule->effect[NEW] != KEEP;
	enum qr_stat verdict = QR_ACCEPTED;
	unsigned int i;
	u32 count;

	for (i = 0; i < list->count && !verdict; i++) {
		union qr_addr addr = qr_list_addr(list, terms->proto->addr_len,
						  i);

		verdict = name_source(group, &addr, add, names, terms);
	}

	count = ends_others(rule) ? names->known + names->fresh :
				    group->source_count;
	if (!verdict && names->fresh && count > terms->max_sources)
		verdict = QR_IGNORED_SOURCE_LIMIT;
	if (verdict)
		forget_names(group, list, terms);
	return verdict;
}

static enum place place_of(const struct qr_source *source)
{
	if (source->fresh)
		return NEW;
	if (source->named)
		return source->expires ? NAMED_X : NAMED_Y;
	return source->expires ? OTHER_X : OTHER_Y;
}

static bool is_above_last_member_time(ktime_t expires,
				      const struct qr_terms *terms)
{
	return ktime_after(expires, ktime_add(terms->now,
					      terms->last_member_time));
}

/*
 * "Send Q(G,source)" (RFC 9776 6.6.3.2), at once, unless it has just been
 * asked for. Older versions have no such query, and a timer is not lowered
 * when nobody is asked to keep it up.
 */
static void ask_source(struct qr_group *group, struct qr_source *source,
		       const struct qr_terms *terms)
{
	if (!terms->may_ask || terms->version < terms->proto->version_max)
		return;
	if (!is_above_last_member_time(source->expires, terms))
		return;

	source->query_at = max(source->query_at, terms->now);
	source->expires = ktime_add(source->query_at, terms->last_member_time);
	source->retransmit = terms->last_member_count;
	group->sources_at = min(group->sources_at, source->query_at);
	hasten(group, group->sources_at);
}

/**
 * qr_group_ask() - "Send Q(G)" (RFC 9776 6.6.3.1), if this host may
 * @group: the group
 * @terms: the conditions
 *
 * At once, unless it has just been asked for. While nobody has answered the
 * last time another leave changes nothing: hosts repeat theirs.
 */
void qr_group_ask(struct qr_group *group, const struct qr_terms *terms)
{
	if (!terms->may_ask || terms->version < terms->proto->version_leave)
		return;
	if (group->asked_until &&
	    !ktime_after(group->expires, group->asked_until))
		return;

	group->query_at = max(group->query_at, terms->now);
	group->asked_until = ktime_add(group->query_at,
				       terms->last_member_time);
	group->retransmit = terms->last_member_count;
	/* One that nobody reported is there, too, until the time is over. */
	if (group->tracked)
		group->expires = min(group->expires, group->asked_until);
	else
		group->expires = group->asked_until;
	group->mode = QR_EXCLUDE;
	hasten(group, group->query_at);
}

static void affect(struct qr_group *group, struct qr_source *source,
		   const struct rule *rule, ktime_t group_timer,
		   const struct qr_terms *terms)
{
	bool requested = source->expires, fresh = source->fresh;
	u8 effect = rule->effect[place_of(source)];

	source->named = false;
	source->fresh = false;

	switch (effect & EFFECT) {
	case MEMBER:
		source->expires = ktime_add(terms->now, terms->membership);
		break;
	case GROUP_TIMER:
		source->expires = group_timer;
		break;
	case ZERO:
		source->expires = 0;
		break;
	case DELETE:
		tell_source(terms, QR_REMOVED, group, source);
		remove_source(group, source);
		return;
	}

	if (source->expires)
		hasten(group, source->expires);
	if (effect & ASK)
		ask_source(group, source, terms);
	if (fresh)
		tell_source(terms, QR_ADDED, group, source);
	else if (requested != !!source->expires)
		tell_source(terms, QR_CHANGED, group, source);
}

static void set_mode(struct qr_group *group, bool exclude,
		     const struct qr_terms *terms)
{
	bool changed = exclude && group->mode == QR_INCLUDE;

	if (exclude) {
		group->mode = QR_EXCLUDE;
		group->expires = ktime_add(terms->now, terms->membership);
		hasten(group, group->expires);
	}
	if (!group->tracked) {
		group->tracked = true;
		tell_group(terms, QR_ADDED, group);
	} else if (changed) {
		tell_group(terms, QR_CHANGED, group);
	}
}

/*
 * RFC 9776 7.3.2: beside an older host some of what a record says cannot be
 * believed, as that host would not have spoken up against it.
 *
 * Return: whether anything is left of the record.
 */
static bool translate(const struct qr_group *group, struct qr_record *record,
		      const struct qr_terms *terms)
{
	u8 version = qr_group_version(group, terms->proto->version_max,
				      terms->now);

	if (version == terms->proto->version_max)
		return true;

	switch (record->type) {
	case QR_BLOCK:
		return false;
	case QR_TO_EX:
		record->sources = (struct qr_list) {};
		return true;
	case QR_TO_IN:
		return version >= terms->proto->version_leave;
	default:
		return true;
	}
}

/**
 * qr_record_founds_group() - is there a group after it if there was none?
 * @record: the record, of a known type
 */
bool qr_record_founds_group(const struct qr_record *record)
{
	const struct rule *rule = &rules[QR_INCLUDE][record->type];

	return rule->exclude ||
	       (rule->effect[NEW] != KEEP && record->sources.count);
}

/* What cannot fail. Without need nobody looks at sources that go unnamed. */
static void commit(struct qr_group *group, const struct qr_list *list,
		   const struct rule *rule, const struct qr_terms *terms)
{
	ktime_t group_timer = group->expires;
	struct qr_source *source, *next;
	unsigned int i;

	set_mode(group, rule->exclude, terms);

	if (rule->effect[OTHER_X] != KEEP) {
		for_each_source(source, next, group)
			affect(group, source, rule, group_timer, terms);
		return;
	}
	for (i = 0; i < list->count; i++) {
		source = listed_source(group, list, i, terms);
		if (source && (source->named || source->fresh))
			affect(group, source, rule, group_timer, terms);
	}
}

/**
 * qr_group_apply() - what a record does to a group
 * @group: the group, nothing in it expired
 * @heard: the record, of a known type
 * @msg: the message it was in
 * @terms: the conditions
 *
 * Return: QR_ACCEPTED, or why not, in which case nothing has changed.
 */
enum qr_stat qr_group_apply(struct qr_group *group,
			    const struct qr_record *heard,
			    const struct qr_msg *msg,
			    const struct qr_terms *terms)
{
	struct qr_record record = *heard;
	struct names names = {};
	const struct rule *rule;
	enum qr_stat verdict;

	if (record.type == QR_IS_EX)
		qr_version_heard(&group->older, msg->version,
				 ktime_add(terms->now,
					   terms->older_host_present));
	if (!translate(group, &record, terms))
		return QR_ACCEPTED;

	rule = &rules[group->mode][record.type];
	verdict = name_sources(group, &record.sources, rule, &names, terms);
	if (verdict)
		return verdict;

	/* Who only wants less is not heard again. */
	if (rule->exclude || names.fresh ||
	    (names.known && rule->effect[NAMED_X] == MEMBER))
		group->reporter = msg->source;
	commit(group, &record.sources, rule, terms);
	if (rule->ask)
		qr_group_ask(group, terms);
	return QR_ACCEPTED;
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

	hasten(group, expires);
	if (!sources->count)
		group->expires = min(group->expires, expires);
	for (i = 0; i < sources->count; i++) {
		source = listed_source(group, sources, i, terms);
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
		tell_source(terms, QR_CHANGED, group, source);
		return;
	}
	tell_source(terms, QR_EXPIRED, group, source);
	remove_source(group, source);
}

static void include_requested(struct qr_group *group,
			      const struct qr_terms *terms)
{
	struct qr_source *source, *next;

	group->mode = QR_INCLUDE;
	group->retransmit = 0;
	group->due = false;
	for_each_source(source, next, group) {
		if (source->expires)
			continue;
		tell_source(terms, QR_EXPIRED, group, source);
		remove_source(group, source);
	}
	if (group->source_count)
		tell_group(terms, QR_CHANGED, group);
}

/**
 * qr_group_expire() - end what has run out
 * @group: the group
 * @terms: the conditions
 */
void qr_group_expire(struct qr_group *group, const struct qr_terms *terms)
{
	struct qr_source *source, *next;

	for_each_source(source, next, group)
		expire_source(group, source, terms);
	if (group->mode == QR_EXCLUDE &&
	    !ktime_after(group->expires, terms->now))
		include_requested(group, terms);
}

/* Ask once more, and not again before the interval is over. */
static void draw(u8 *retransmit, ktime_t *query_at,
		 const struct qr_terms *terms)
{
	--*retransmit;
	/* From when it was due: lateness does not add up. */
	*query_at = ktime_add(min(*query_at, terms->now),
			      terms->last_member_interval);
}

static void draw_group(struct qr_group *group, const struct qr_terms *terms)
{
	if (terms->version < terms->proto->version_leave)
		group->retransmit = 0;
	group->due = group->retransmit &&
		     !ktime_after(group->query_at, terms->now);
	if (group->due)
		draw(&group->retransmit, &group->query_at, terms);
}

/*
 * RFC 9776 6.6.3.2: a query for sources asks for all that are to be asked for.
 * Those that are pending join those that have just become so.
 */
static void draw_sources(struct qr_group *group, const struct qr_terms *terms)
{
	struct qr_source *source, *next;

	if (ktime_after(group->sources_at, terms->now))
		return;

	group->sources_at = KTIME_MAX;
	for_each_source(source, next, group) {
		if (terms->version < terms->proto->version_max)
			source->retransmit = 0;
		source->due = source->retransmit;
		if (source->due)
			draw(&source->retransmit, &source->query_at, terms);
		if (source->retransmit)
			group->sources_at = source->query_at;
	}
}

static bool is_time_to_ask(const struct qr_group *group,
			   const struct qr_terms *terms)
{
	return !ktime_after(group->sources_at, terms->now) ||
	       (group->retransmit && !ktime_after(group->query_at, terms->now));
}

/* It is time to ask: choose for what, and when the next time is. */
static void start_round(struct qr_group *group, const struct qr_terms *terms)
{
	draw_group(group, terms);
	draw_sources(group, terms);
	group->asking = true;
}

/*
 * RFC 9776 6.6.3.2: one message asks for the sources whose timers are above
 * Last Member Query Time, with the S flag, another one for the rest.
 */
static bool gather(struct qr_group *group, bool suppress,
		   const struct qr_terms *terms, u8 *buffer, size_t size,
		   struct qr_list *list)
{
	size_t addr_len = terms->proto->addr_len;
	struct qr_source *source, *next;

	*list = (struct qr_list) { .at = buffer };
	for_each_source(source, next, group) {
		if (!source->due || suppress !=
		    is_above_last_member_time(source->expires, terms))
			continue;
		if (list->len + addr_len > size)
			break;
		source->due = false;
		memcpy(buffer + list->len, &source->node.addr, addr_len);
		list->len += addr_len;
		list->count++;
	}
	return list->count;
}

/**
 * qr_group_take_query() - take the next query for this group that is due
 * @group: the group
 * @terms: the conditions
 * @buffer: room for the sources it asks for
 * @size: octets of it, enough for one source at least
 * @query: its version, group, S flag and sources are filled in
 *
 * To be called until it says no.
 *
 * Return: whether there is a query to send.
 */
bool qr_group_take_query(struct qr_group *group, const struct qr_terms *terms,
			 u8 *buffer, size_t size, struct qr_query *query)
{
	if (!group->asking && is_time_to_ask(group, terms))
		start_round(group, terms);
	/* The version may change in the midst of a round. */
	if (terms->version < terms->proto->version_leave)
		group->asking = false;
	if (!group->asking)
		return false;

	*query = (struct qr_query) {
		.version = terms->version,
		.group = group->node.addr,
	};
	if (group->due) {
		group->due = false;
		/* RFC 9776 6.6.3.1 */
		query->suppress = is_above_last_member_time(group->expires,
							    terms);
		return true;
	}

	group->asking = false;
	if (terms->version < terms->proto->version_max)
		return false;
	query->suppress = gather(group, true, terms, buffer, size,
				 &query->list);
	group->asking = query->suppress ||
			gather(group, false, terms, buffer, size, &query->list);
	return group->asking;
}
