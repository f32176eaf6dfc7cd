/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether a device's link can work now, and what the administrator wants of
 * it. All of it in process context under rtnl, but for qr_device_state() and
 * the last three.
 */
#ifndef QR_DEVICE_H
#define QR_DEVICE_H

#include "link.h"
#include "reason.h"

/**
 * enum qr_state - what a link does
 * @QR_STATE_DISABLED: nothing
 * @QR_STATE_DOWN: nothing, as it cannot now
 * @QR_STATE_QUERIER: it asks
 * @QR_STATE_NON_QUERIER: it watches
 */
enum qr_state {
	QR_STATE_DISABLED,
	QR_STATE_DOWN,
	QR_STATE_QUERIER,
	QR_STATE_NON_QUERIER,
};

extern const char *const qr_state_names[];

enum qr_state qr_device_state(const struct qr_link *link,
			      const struct qr_status *status);

bool qr_device_is_up(const struct net_device *dev);
void qr_device_update(struct qr_link *link);
void qr_device_stop(struct qr_link *link);
void qr_device_update_source(struct qr_link *link);
int qr_device_enable(struct qr_link *link, bool enable);
int qr_device_configure(struct qr_link *link, const struct qr_params *params);

union qr_addr qr_device_source(struct qr_link *link);
void qr_device_recheck(struct qr_link *link);
void qr_device_exit(void);

#endif /* QR_DEVICE_H */
