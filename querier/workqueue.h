/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's queue, for what a notifier may not do. It is ordered, so that
 * work items never run in parallel: all take rtnl, and several workers would
 * only wait for each other.
 *
 * Created before the first notifier is registered, destroyed last. A file that
 * queues a work item cancels it after its last caller is gone.
 */
#ifndef QR_WORKQUEUE_H
#define QR_WORKQUEUE_H

#include <linux/workqueue.h>

extern struct workqueue_struct *qr_workqueue;

int qr_workqueue_init(void);
void qr_workqueue_exit(void);

#endif /* QR_WORKQUEUE_H */
