/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often subscribers hear of events that any host can provoke.
 */
#ifndef QR_EVENT_LIMIT_H
#define QR_EVENT_LIMIT_H

#include <linux/ktime.h>

/**
 * struct qr_event_limit - when such an event was last let through; 0: never
 * @duplicate: QR_EVENT_DUPLICATE
 * @limit: QR_EVENT_LIMIT
 */
struct qr_event_limit {
	ktime_t duplicate;
	ktime_t limit;
};

unsigned int qr_event_limit_apply(struct qr_event_limit *limit,
				  unsigned int events, ktime_t now);

#endif /* QR_EVENT_LIMIT_H */
