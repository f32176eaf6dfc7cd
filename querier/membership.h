/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The members of one link: its groups, and which of them needs service next.
 */
#ifndef QR_MEMBERSHIP_H
#define QR_MEMBERSHIP_H

#include "group.h"

/*
 * struct qr_membership - all groups of a link
 * @groups: by address
 * @alarms: the same by time
 * @count: groups that are tracked
 * @asked: groups that are only queried
 * @hosts: of all groups
 * @engaged_since: since when some left group has been queried without a break
 * @engaged_until: how long one will be
 */
struct qr_membership {
	struct rb_root groups;
	struct timerqueue_head alarms;
	u32 count;
	u32 asked;
	struct qr_hosts hosts;
	struct qr_budget budget;
	ktime_t engaged_since;
	ktime_t engaged_until;
};

void qr_membership_init(struct qr_membership *members);
void qr_membership_detach(struct qr_membership *members,
			  struct qr_membership *old);
bool qr_membership_free(struct qr_membership *old, unsigned int work,
			const struct qr_ctx *ctx);

bool qr_membership_clear_group(struct qr_membership *members,
			       const union qr_addr *addr,
			       const struct qr_ctx *ctx);
bool qr_membership_forget_hosts(struct qr_membership *members,
				unsigned int work, const struct qr_ctx *ctx);

void qr_membership_lower_timers(struct qr_membership *members,
				const struct qr_msg *msg, ktime_t expires,
				const struct qr_ctx *ctx);
bool qr_membership_output(struct qr_membership *members,
			  const struct qr_ctx *ctx, unsigned int *work,
			  const struct qr_room *room, struct qr_query *query);
bool qr_membership_is_engaged(const struct qr_membership *members,
			      const struct qr_ctx *ctx);

/*
 * Return: when qr_membership_output() is due, maybe past; KTIME_MAX: not before
 * a report.
 */
static inline ktime_t qr_membership_next(struct qr_membership *members)
{
	struct timerqueue_node *alarm = timerqueue_getnext(&members->alarms);

	return alarm ? alarm->expires : KTIME_MAX;
}

const struct qr_group *qr_membership_from(const struct qr_membership *members,
					  const union qr_addr *addr);
const struct qr_group *qr_membership_after(const struct qr_group *group);

#endif /* QR_MEMBERSHIP_H */
