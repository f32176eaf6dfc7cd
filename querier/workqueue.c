// SPDX-License-Identifier: GPL-2.0
#include "workqueue.h"

#include <linux/errno.h>

/* Set before anything can queue to it, and constant until everything is gone. */
struct workqueue_struct *qr_workqueue;

/**
 * qr_workqueue_init() - make the module's queue
 *
 * Context: process, before any notifier.
 *
 * Return: 0 or -ENOMEM.
 */
int __init qr_workqueue_init(void)
{
	qr_workqueue = alloc_ordered_workqueue("igmp_querier", 0);
	return qr_workqueue ? 0 : -ENOMEM;
}

/**
 * qr_workqueue_exit() - undo qr_workqueue_init()
 *
 * Context: process, rtnl not held; every work item is cancelled.
 */
void qr_workqueue_exit(void)
{
	destroy_workqueue(qr_workqueue);
}
