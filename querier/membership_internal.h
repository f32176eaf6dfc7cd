/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Internal to membership.c and membership_record.c.
 */
#ifndef QR_MEMBERSHIP_INTERNAL_H
#define QR_MEMBERSHIP_INTERNAL_H

#include "membership.h"

void qr_membership_insert(struct qr_membership *members,
			  struct qr_group *group);
void qr_membership_remove(struct qr_membership *members, struct qr_group *group,
			  enum qr_member_change change,
			  const struct qr_ctx *ctx);
bool qr_membership_settle(struct qr_membership *members, struct qr_group *group,
			  const struct qr_ctx *ctx);

static inline struct qr_group *qr_membership_group(struct qr_addr_node *node)
{
	return node ? container_of(node, struct qr_group, node) : NULL;
}

static inline bool qr_membership_is_queued(const struct qr_group *group)
{
	return !RB_EMPTY_NODE(&group->alarm.node);
}

void qr_membership_set_alarm(struct qr_membership *members,
			     struct qr_group *group);
void qr_membership_engage(struct qr_membership *members,
			  const struct qr_group *group,
			  const struct qr_ctx *ctx);

/* Have the group serviced at its deadline. A report mostly moves no alarm. */
static inline void qr_membership_queue(struct qr_membership *members,
				       struct qr_group *group,
				       const struct qr_ctx *ctx)
{
	if (unlikely(ktime_after(group->asked_until, members->engaged_until)))
		qr_membership_engage(members, group, ctx);
	if (unlikely(!qr_membership_is_queued(group) ||
		     group->alarm.expires > group->deadline))
		qr_membership_set_alarm(members, group);
}

struct qr_group *qr_membership_expire_group(struct qr_membership *members,
					    struct qr_group *group,
					    const struct qr_ctx *ctx);

/*
 * A group as of now, maybe untracked, or NULL: expired timers have taken
 * effect, alarm or not.
 */
static inline struct qr_group *
qr_membership_find(struct qr_membership *members, const union qr_addr *addr,
		   const struct qr_ctx *ctx)
{
	struct qr_group *group;

	group = qr_membership_group(qr_addr_tree_find(&members->groups, addr));
	if (likely(!group || ktime_after(group->alarm.expires, ctx->now)))
		return group;
	return qr_membership_expire_group(members, group, ctx);
}

#endif /* QR_MEMBERSHIP_INTERNAL_H */
