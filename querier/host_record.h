/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A record into the hosts of its group.
 */
#ifndef QR_HOST_RECORD_H
#define QR_HOST_RECORD_H

#include "group.h"

enum qr_verdict qr_host_record_apply(struct qr_group *group,
				     const struct qr_msg *msg,
				     const struct qr_record *record,
				     const struct qr_ctx *ctx);

#endif /* QR_HOST_RECORD_H */
