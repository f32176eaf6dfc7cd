/* SPDX-License-Identifier: GPL-2.0 */
/* What an administrator must know, as lines in the kernel's log. */
#ifndef QR_LOG_H
#define QR_LOG_H

#include "engine.h"
#include "family.h"

#include <linux/ratelimit.h>

void qr_log_events(const struct net_device *dev, const struct qr_family *family,
		   struct ratelimit_state *limit, unsigned int events,
		   const struct qr_status *status);
void qr_log_down(const struct net_device *dev, const struct qr_family *family,
		 struct ratelimit_state *limit, const char *reason);

#endif /* QR_LOG_H */
