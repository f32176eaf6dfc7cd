/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Groups that an administrator wants queried, each once.
 */
#ifndef QR_WANTED_H
#define QR_WANTED_H

#include "addr.h"

/* At a time: they are sent at once. */
#define QR_WANTED_GROUPS	4

/**
 * struct qr_wanted - see above
 * @group: in the order in which they were wanted
 * @count: how many there are
 */
struct qr_wanted {
	union qr_addr group[QR_WANTED_GROUPS];
	u8 count;
};

bool qr_wanted_add(struct qr_wanted *wanted, const union qr_addr *group);
bool qr_wanted_take(struct qr_wanted *wanted, union qr_addr *group);

#endif /* QR_WANTED_H */
