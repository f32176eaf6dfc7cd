/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading a link's engine under its lock. Any context but hard interrupts.
 */
#ifndef QR_LINK_READ_H
#define QR_LINK_READ_H

#include "link.h"

struct qr_params qr_link_read_params(struct qr_link *link);
struct qr_status qr_link_read_status(struct qr_link *link);
bool qr_link_read_groups(struct qr_link *link, const union qr_addr *from,
			 bool (*visit)(const struct qr_group *group,
				       ktime_t now, void *arg), void *arg);
u64 qr_link_read_stat(struct qr_link *link, enum qr_stat stat);

#endif /* QR_LINK_READ_H */
