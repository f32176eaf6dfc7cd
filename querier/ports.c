// SPDX-License-Identifier: GPL-2.0
#include "ports.h"
#include "device.h"
#include "families.h"
#include "link_table.h"
#include "workqueue.h"

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

/* Links that are to ask soon, once or the startup series again; rtnl. */
static LIST_HEAD(once);
static LIST_HEAD(series);

/*
 * Behind the notifier: a port is not enabled yet when it is linked, and of
 * several reasons to ask at about the same time one is enough.
 */
static void ask(struct work_struct *work)
{
	struct qr_link *link, *next;

	rtnl_lock();
	list_for_each_entry_safe(link, next, &once, asking) {
		list_del_init(&link->asking);
		qr_link_query_now(link);
	}
	list_for_each_entry_safe(link, next, &series, asking) {
		list_del_init(&link->asking);
		qr_link_query_again(link);
	}
	rtnl_unlock();
}

static DECLARE_WORK(ask_work, ask);

static void ask_soon(struct net_device *dev, struct list_head *how)
{
	const struct qr_family *const *family;
	struct qr_link *link;

	for (family = qr_families; *family; family++) {
		link = qr_link_table_find(dev, *family);
		if (!link || !qr_link_is_running(link))
			continue;
		/* The series covers the single query, not the other way. */
		if (how == &series || list_empty(&link->asking))
			list_move(&link->asking, how);
		queue_work(qr_workqueue, &ask_work);
	}
}

static int ask_series(struct net_device *dev, struct netdev_nested_priv *priv)
{
	ask_soon(dev, &series);
	return 0;
}

/*
 * In any namespace: a container's macvlan is on the same LAN. How often
 * others may cause this is up to the link's bucket.
 */
static void ask_above(struct net_device *dev)
{
	struct netdev_nested_priv none = {};

	rcu_read_lock();
	netdev_walk_all_upper_dev_rcu(dev, ask_series, &none);
	rcu_read_unlock();
}

/*
 * Down and up again may be reported as one change, so the device's count of its
 * carriers tells. A device that is set up is new to the LAN, whether or not it
 * knows of a carrier. Either counts once the device passes packets, which a
 * bridge looks at, too, before it enables the port.
 *
 * A device that is not Ethernet-like has no link to remember the count in: only
 * that it is set up is noticed.
 */
static bool has_come_up(const struct net_device *dev, unsigned long event)
{
	struct qr_link *link = qr_link_table_find(dev, &qr_ipv4);
	int ups = atomic_read(&dev->carrier_up_count);

	if (!link)
		return event == NETDEV_UP && qr_device_is_up(dev);
	if (event == NETDEV_UP)
		link->ups_seen = ups - 1;
	if (!qr_device_is_up(dev) || link->ups_seen == ups)
		return false;
	link->ups_seen = ups;
	return true;
}

static void linked(const struct netdev_notifier_changeupper_info *info)
{
	if (!info->linking)
		return;
	/* Not above the device itself: another VLAN of it is no new port. */
	ask_soon(info->upper_dev, &series);
	ask_above(info->upper_dev);
}

/**
 * qr_ports_changed() - see whether the LAN of the links above has a new part
 * @dev: a device
 * @event: what happened to it, as the notifiers have it
 * @info: the rest of that
 *
 * Context: process, rtnl held; behind the notifiers of bridges and bonds.
 */
void qr_ports_changed(struct net_device *dev, unsigned long event,
		      const void *info)
{
	ASSERT_RTNL();
	switch (event) {
	case NETDEV_UP:
	case NETDEV_CHANGE:
		if (has_come_up(dev, event))
			ask_above(dev);
		break;
	case NETDEV_CHANGEUPPER:
		linked(info);
		break;
	/*
	 * The LAN knows this host at another port now: a switch sends reports
	 * only to where it last heard a query from. VLANs get the event, too,
	 * for which one query is enough.
	 */
	case NETDEV_BONDING_FAILOVER:	/* the others can be switched off */
	case NETDEV_NOTIFY_PEERS:
	case NETDEV_RESEND_IGMP:
		ask_soon(dev, &once);
		ask_above(dev);
		break;
	}
}

/**
 * qr_ports_exit() - no call of qr_ports_changed() is to come
 *
 * Context: process, rtnl not held. There are no links any more.
 */
void qr_ports_exit(void)
{
	cancel_work_sync(&ask_work);
}
