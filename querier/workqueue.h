/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is put off because a notifier may not do it: one ordered queue for the
 * whole module, so that a work item never runs beside another or itself. All
 * of them take rtnl, so several workers would only wait for each other.
 *
 * It is there before the first notifier is registered and goes last of all.
 * Whoever queues a work item cancels it after the last caller that could queue
 * it is gone: flushing here is no substitute for that.
 */
#ifndef QR_WORKQUEUE_H
#define QR_WORKQUEUE_H

#include <linux/workqueue.h>

extern struct workqueue_struct *qr_workqueue;

int qr_workqueue_init(void);
void qr_workqueue_exit(void);

#endif /* QR_WORKQUEUE_H */
