/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What group records do to a group (RFC 9776 6.4).
 */
#ifndef QR_GROUP_RECORD_H
#define QR_GROUP_RECORD_H

#include "group.h"

bool qr_group_record_creates_group(const struct qr_record *record);
enum qr_verdict qr_group_record_apply(struct qr_group *group,
				      const struct qr_record *heard,
				      const struct qr_msg *msg,
				      const struct qr_ctx *ctx);

#endif /* QR_GROUP_RECORD_H */
