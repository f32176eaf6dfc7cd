// SPDX-License-Identifier: GPL-2.0
#include "ports.h"
#include "family.h"
#include "link_query.h"
#include "link_table.h"
#include "traits.h"
#include "workqueue.h"

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

/* Links that query soon, once or with the startup series again; rtnl. */
static LIST_HEAD(once);
static LIST_HEAD(series);

/*
 * After the notifier: a port is not enabled yet when it is linked, and several
 * changes at about the same time need one query only.
 */
static void ask(struct work_struct *work)
{
	struct qr_link_active *active, *next;

	rtnl_lock();
	list_for_each_entry_safe(active, next, &once, ports_node) {
		list_del_init(&active->ports_node);
		qr_link_query_now(active->link);
	}
	list_for_each_entry_safe(active, next, &series, ports_node) {
		list_del_init(&active->ports_node);
		qr_link_query_again(active->link);
	}
	rtnl_unlock();
}

static DECLARE_WORK(ask_work, ask);

static void ask_soon(struct net_device *dev, struct list_head *how)
{
	const struct qr_family *const *family;
	struct list_head *node;
	struct qr_link *link;

	for (family = qr_families; *family; family++) {
		link = qr_link_table_find(dev, *family);
		if (!link || !qr_link_is_running(link))
			continue;
		node = &link->active->ports_node;
		/* The series includes the single query. */
		if (how == &series || list_empty(node))
			list_move(node, how);
		queue_work(qr_workqueue, &ask_work);
	}
}

static int ask_series(struct net_device *dev, struct netdev_nested_priv *priv)
{
	ask_soon(dev, &series);
	return 0;
}

/*
 * In any namespace: a container's macvlan is on the same LAN. The engine's
 * schedule bounds how often this can cause queries.
 */
static void ask_above(struct net_device *dev)
{
	struct netdev_nested_priv none = {};

	rcu_read_lock();
	netdev_walk_all_upper_dev_rcu(dev, ask_series, &none);
	rcu_read_unlock();
}

/*
 * Down and up again may be reported as one change, so compare the device's
 * carrier count. A device that is set up is new to the LAN even without carrier
 * detection. Either counts once the device passes packets, as a bridge does not
 * enable the port before.
 *
 * A device that is not Ethernet-like has no link to keep the count in: only
 * NETDEV_UP counts.
 */
static bool has_come_up(const struct net_device *dev, unsigned long event)
{
	struct qr_link *link = qr_link_table_find(dev, &qr_ipv4);
	int ups = atomic_read(&dev->carrier_up_count);

	if (!link)
		return event == NETDEV_UP && qr_traits_is_up(dev);
	if (event == NETDEV_UP)
		link->ups_seen = ups - 1;
	if (!qr_traits_is_up(dev) || link->ups_seen == ups)
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
 * qr_ports_changed() - let the links above query if their LAN has a new part
 * @dev: a device
 * @event: the notifier's event
 * @info: the notifier's data
 *
 * Context: process, rtnl held; after the notifiers of bridges and bonds.
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
	 * A switch sends reports only to the port where it last heard a query,
	 * and this host is behind another port now. VLANs get the event, too;
	 * one query is enough for it.
	 */
	case NETDEV_BONDING_FAILOVER:	/* the others can be disabled */
	case NETDEV_NOTIFY_PEERS:
	case NETDEV_RESEND_IGMP:
		ask_soon(dev, &once);
		ask_above(dev);
		break;
	}
}

/* Context: process, rtnl not held, after the last link and notifier. */
void qr_ports_exit(void)
{
	cancel_work_sync(&ask_work);
}
