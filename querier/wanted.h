/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Groups that an administrator wants queried, each once. Mostly there are none:
 * the pointer to them is NULL then.
 */
#ifndef QR_WANTED_H
#define QR_WANTED_H

#include "addr.h"

/* At a time: they are sent at once. */
#define QR_WANTED_GROUPS	4

/**
 * struct qr_wanted - see above
 * @group: in the order in which they were wanted
 * @count: how many there are, at least one
 */
struct qr_wanted {
	union qr_addr group[QR_WANTED_GROUPS];
	u8 count;
};

int qr_wanted_add(struct qr_wanted **wanted, const union qr_addr *group);
bool qr_wanted_take(struct qr_wanted **wanted, union qr_addr *group);
void qr_wanted_drop(struct qr_wanted **wanted);

#endif /* QR_WANTED_H */
