// SPDX-License-Identifier: GPL-2.0
/*
 * A record into the member table: for a tracked group, for a new one, and for
 * one without room.
 */
#include "membership_record.h"
#include "group_query.h"
#include "group_record.h"
#include "host_record.h"
#include "membership_internal.h"

/*
 * Untracked groups at a time, each for its Last Member Query Time, which limits
 * their rate.
 */
#define MAX_ASKED	64

/*
 * For an untracked group only leaves matter: the querier must ask. These few
 * groups are allowed beyond all limits.
 */
static enum qr_verdict ask_only(struct qr_membership *members,
				const struct qr_group *asked,
				const struct qr_record *record,
				const struct qr_ctx *ctx)
{
	struct qr_group *group;

	if (!qr_record_is_leave(record))
		return QR_ACCEPTED;
	if (!ctx->may_ask || asked)
		return QR_ACCEPTED;
	if (members->asked >= MAX_ASKED)
		return QR_IGNORED_GROUP_LIMIT;

	group = qr_group_create(&record->group, ctx);
	if (!group)
		return QR_IGNORED_MEMORY;
	qr_membership_insert(members, group);
	qr_group_query_start(group, ctx);
	qr_membership_settle(members, group, ctx);
	return QR_ACCEPTED;
}

/* Return: QR_ACCEPTED, or why no more group can be tracked. */
static enum qr_verdict check_room(const struct qr_membership *members,
				  const struct qr_ctx *ctx)
{
	if (members->count >= ctx->params->max_groups)
		return QR_IGNORED_GROUP_LIMIT;
	if (!qr_budget_allows(&members->budget, QR_GROUP_SIZE))
		return QR_IGNORED_MEMORY_LIMIT;
	return QR_ACCEPTED;
}

/* The record counts, whether or not there is room for the host. */
static void apply_to_host(struct qr_group *group, const struct qr_msg *msg,
			  const struct qr_record *record,
			  const struct qr_ctx *ctx)
{
	enum qr_verdict verdict;

	if (!ctx->params->track_hosts)
		return;
	verdict = qr_host_record_apply(group, msg, record, ctx);
	if (verdict)
		ctx->stats->count[QR_STAT_IGNORED(verdict)]++;
}

/* @asked: the untracked group that it replaces, or NULL. */
static enum qr_verdict create_group(struct qr_membership *members,
				    struct qr_group *asked,
				    const struct qr_msg *msg,
				    const struct qr_record *record,
				    const struct qr_ctx *ctx)
{
	struct qr_group *group = qr_group_create(&record->group, ctx);
	enum qr_verdict verdict;

	if (!group)
		return QR_IGNORED_MEMORY;
	verdict = qr_group_record_apply(group, record, msg, ctx);
	if (verdict) {
		qr_group_free(group, ctx);
		return verdict;
	}
	if (asked) {
		qr_group_query_inherit(group, asked);
		qr_membership_remove(members, asked, QR_REMOVED, ctx);
	}
	qr_membership_insert(members, group);
	apply_to_host(group, msg, record, ctx);
	qr_membership_queue(members, group, ctx);
	qr_stats_add_group(ctx->stats, members->count);
	return QR_ACCEPTED;
}

/* @asked: the untracked group, or NULL. */
static enum qr_verdict record_without_group(struct qr_membership *members,
					    struct qr_group *asked,
					    const struct qr_msg *msg,
					    const struct qr_record *record,
					    const struct qr_ctx *ctx)
{
	enum qr_verdict verdict = check_room(members, ctx);
	bool creates = qr_group_record_creates_group(record);

	if (!ctx->params->track_groups || (verdict && !creates))
		return ask_only(members, asked, record, ctx);
	if (!creates)
		return QR_ACCEPTED;

	if (!verdict)
		verdict = create_group(members, asked, msg, record, ctx);
	if (verdict && verdict != QR_IGNORED_RECORD_SOURCE)
		ask_only(members, asked, record, ctx);
	return verdict;
}

/*
 * @record: a record, or an older message as one (RFC 9776 7.3.2). Return:
 * QR_ACCEPTED, or why it was ignored: then nothing of it counts, but a group
 * without room that a host leaves is queried.
 */
enum qr_verdict qr_membership_record_apply(struct qr_membership *members,
					   const struct qr_msg *msg,
					   const struct qr_record *record,
					   const struct qr_ctx *ctx)
{
	struct qr_group *group;
	enum qr_verdict verdict;

	verdict = qr_record_admit(record, msg, ctx->proto);
	if (verdict)
		return verdict;

	group = qr_membership_find(members, &record->group, ctx);
	if (!group || !group->tracked)
		return record_without_group(members, group, msg, record, ctx);

	verdict = qr_group_record_apply(group, record, msg, ctx);
	if (!verdict)
		apply_to_host(group, msg, record, ctx);
	qr_membership_queue(members, group, ctx);
	return verdict;
}
