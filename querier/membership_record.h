/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Group records into the members of a link.
 */
#ifndef QR_MEMBERSHIP_RECORD_H
#define QR_MEMBERSHIP_RECORD_H

#include "membership.h"

enum qr_verdict qr_membership_record_apply(struct qr_membership *members,
					   const struct qr_msg *msg,
					   const struct qr_record *record,
					   const struct qr_ctx *ctx);

#endif /* QR_MEMBERSHIP_RECORD_H */
