/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who reports what, for those who listen to that.
 */
#ifndef QR_NETLINK_REPORT_H
#define QR_NETLINK_REPORT_H

#include "link.h"

void qr_netlink_report(struct qr_link *link, const struct qr_msg *msg,
		       const struct qr_record *record, enum qr_verdict verdict);

#endif /* QR_NETLINK_REPORT_H */
