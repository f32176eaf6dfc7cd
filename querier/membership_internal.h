/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Internal to membership.c and membership_record.c.
 */
#ifndef QR_MEMBERSHIP_INTERNAL_H
#define QR_MEMBERSHIP_INTERNAL_H

#include "membership.h"

struct qr_group *qr_membership_find(struct qr_membership *members,
				    const union qr_addr *addr,
				    const struct qr_ctx *ctx);
void qr_membership_insert(struct qr_membership *members,
			  struct qr_group *group);
void qr_membership_remove(struct qr_membership *members, struct qr_group *group,
			  enum qr_member_change change,
			  const struct qr_ctx *ctx);
void qr_membership_queue(struct qr_membership *members, struct qr_group *group,
			 const struct qr_ctx *ctx);
bool qr_membership_settle(struct qr_membership *members, struct qr_group *group,
			  const struct qr_ctx *ctx);

#endif /* QR_MEMBERSHIP_INTERNAL_H */
