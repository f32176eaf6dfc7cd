// SPDX-License-Identifier: GPL-2.0
#include "link.h"
#include "link_table.h"
#include "log.h"
#include "netdev.h"
#include "netlink.h"
#include "pools.h"
#include "rx.h"
#include "sysfs.h"
#include "workqueue.h"

#include <linux/module.h>

static int __init querier_init(void)
{
	int err;

	qr_pools_init();

	err = qr_sysfs_init();
	if (err)
		return err;

	err = qr_link_init();
	if (err)
		goto exit_sysfs;

	err = qr_workqueue_init();
	if (err)
		goto exit_link;

	err = qr_link_table_init();
	if (err)
		goto exit_workqueue;

	err = qr_netlink_init();
	if (err)
		goto exit_link_table;

	err = qr_rx_init();
	if (err)
		goto exit_netlink;

	err = qr_netdev_init();
	if (err)
		goto exit_rx;
	return 0;

exit_rx:
	qr_rx_exit();
exit_netlink:
	qr_netlink_exit();
exit_link_table:
	qr_link_table_exit();
exit_workqueue:
	qr_workqueue_exit();
exit_link:
	qr_link_exit();
exit_sysfs:
	qr_sysfs_exit();
	return err;
}

static void __exit querier_exit(void)
{
	qr_netdev_exit();
	qr_log_exit();
	qr_rx_exit();
	qr_netlink_exit();
	qr_link_table_exit();
	qr_workqueue_exit();
	qr_link_exit();
	qr_sysfs_exit();
	qr_pools_exit();
}

module_init(querier_init);
module_exit(querier_exit);

MODULE_AUTHOR("The igmp-querier authors");
MODULE_DESCRIPTION("IGMP and MLD querier");
MODULE_LICENSE("GPL");
MODULE_VERSION("1.0.0");
