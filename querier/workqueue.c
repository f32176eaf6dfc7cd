// SPDX-License-Identifier: GPL-2.0
#include "workqueue.h"

#include <linux/errno.h>

struct workqueue_struct *qr_workqueue;

int __init qr_workqueue_init(void)
{
	qr_workqueue = alloc_ordered_workqueue("igmp_querier", 0);
	return qr_workqueue ? 0 : -ENOMEM;
}

/* Context: process, rtnl not held; all work items are cancelled. */
void qr_workqueue_exit(void)
{
	destroy_workqueue(qr_workqueue);
}
