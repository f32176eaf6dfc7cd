/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether a device's link can work now, and what the administrator wants.
 * In process context under rtnl, if a function does not say more.
 */
#ifndef QR_DEVICE_H
#define QR_DEVICE_H

#include "link.h"
#include "reason.h"

extern const char *const qr_state_names[];

enum qr_state qr_device_state(const struct qr_link *link,
			      const struct qr_status *status);

bool qr_device_is_wanted(const struct qr_link *link);
void qr_device_update(struct qr_link *link);
void qr_device_update_wire(struct qr_link *link);
void qr_device_stop(struct qr_link *link);
void qr_device_update_source(struct qr_link *link);
int qr_device_enable(struct qr_link *link, enum qr_wish wish, bool is_explicit);
int qr_device_configure(struct qr_link *link, const struct qr_params *params);

union qr_addr qr_device_source(struct qr_link *link);
void qr_device_recheck(struct qr_link *link);
void qr_device_exit(void);

#endif /* QR_DEVICE_H */
