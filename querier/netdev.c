// SPDX-License-Identifier: GPL-2.0
#include "netdev.h"
#include "device.h"
#include "enable.h"
#include "family.h"
#include "link_query.h"
#include "link_table.h"
#include "log.h"
#include "ports.h"
#include "reception.h"
#include "recheck.h"
#include "sysfs.h"
#include "traits.h"

#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/suspend.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>

/* The module is being unloaded, so that no device comes back; rtnl. */
static bool is_unloading;

/* The link is stopped; its device may be moving. */
static void destroy(struct qr_link *link)
{
	qr_link_table_remove(link);
	qr_recheck_close(link);
	qr_reception_forget(link);
	qr_link_destroy(link);
}

/*
 * A device that moves to another namespace is unregistered here and registered
 * there. Its link and configuration go with it, unless the namespaces have
 * different owners: one owner's choice must not work at another's.
 */
static struct qr_link *claim_moving(struct net_device *dev,
				    const struct qr_family *family)
{
	struct qr_link *link = qr_link_table_find_moving(dev, family);

	if (!link || link->owner == dev_net(dev)->user_ns)
		return link;
	destroy(link);
	return NULL;
}

static struct qr_link *create(struct net_device *dev,
			      const struct qr_family *family)
{
	struct qr_link *link = qr_link_create(dev, family);

	if (link)
		link->device.wish = qr_enable_initial(dev_net(dev));
	return link;
}

/* The link of a device that has none in its namespace; *link may stay NULL. */
static int get_link(struct net_device *dev, const struct qr_family *family,
		    struct qr_link **link)
{
	*link = claim_moving(dev, family);
	if (!*link && !qr_traits_is_ethernet(dev))
		return 0;
	if (!*link)
		*link = create(dev, family);
	return *link ? qr_link_table_add(*link) : -ENOMEM;
}

/* A link whose device is no longer Ethernet stays, without files. */
static void add(struct net_device *dev, const struct qr_family *family)
{
	struct qr_link *link = qr_link_table_find(dev, family);
	int err = 0;

	if (!link)
		err = get_link(dev, family, &link);
	if (link && !err && qr_traits_is_ethernet(dev))
		err = qr_sysfs_add(link);
	if (err) {
		qr_log_no_memory(dev, qr_link_clock());
		/* Stopped: it is new, or its device was closed and moved. */
		if (link)
			destroy(link);
		return;
	}
	if (!link)
		return;
	qr_device_update_wire(link);
	qr_device_update(link);
	qr_reception_update_later(link);
}

static bool is_added(const struct net_device *dev,
		     const struct qr_family *family)
{
	struct qr_link *link = qr_link_table_find(dev, family);

	return link && (link->dir || !qr_traits_is_ethernet(dev));
}

/* On registration, or later, when IPv6 is loaded or the type changes. */
static void add_missing(struct net_device *dev)
{
	const struct qr_family *const *family;

	for (family = qr_families; *family; family++) {
		if (qr_family_is_present(*family) && !is_added(dev, *family))
			add(dev, *family);
	}
}

static void unregistered(struct qr_link *link)
{
	qr_sysfs_remove(link);
	qr_device_stop(link);
	qr_reception_end(link);
	/* A device that moves is registered again next. */
	if (is_unloading || link->dev->reg_state != NETREG_REGISTERED)
		destroy(link);
	else
		qr_link_table_move(link);
}

static void changed(struct qr_link *link, unsigned long event)
{
	switch (event) {
	case NETDEV_UNREGISTER:
		unregistered(link);
		break;
	case NETDEV_PRE_TYPE_CHANGE:
		qr_sysfs_remove(link);
		qr_device_stop(link);
		qr_reception_end(link);
		break;
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGEUPPER:
	case NETDEV_POST_TYPE_CHANGE:
		qr_device_update(link);
		qr_reception_update_later(link);
		/* Released, it is one until the notifiers are through. */
		if (link->device.reason == QR_REASON_LAG_PORT)
			qr_device_recheck(link);
		break;
	case NETDEV_CHANGEADDR:
		/* Switches learn the querier's port by its MAC address. */
		qr_link_query_now(link);
		break;
	}
}

static int update_wire(struct net_device *dev, struct netdev_nested_priv *priv)
{
	const struct qr_family *const *family;
	struct qr_link *link;

	for (family = qr_families; *family; family++) {
		link = qr_link_table_find(dev, *family);
		if (link)
			qr_device_update_wire(link);
	}
	return 0;
}

/* rtnl guards the walk, so that a querier may start in it, which sleeps. */
static void update_wires(const struct netdev_notifier_changeupper_info *info)
{
	struct netdev_nested_priv none = {};

	update_wire(info->upper_dev, &none);
	netdev_walk_all_upper_dev_rcu(info->upper_dev, update_wire, &none);
}

static int netdev_event(struct notifier_block *block, unsigned long event,
			void *info)
{
	struct net_device *dev = netdev_notifier_info_to_dev(info);
	const struct qr_family *const *family;
	struct qr_link *link;

	if (event == NETDEV_REGISTER || event == NETDEV_UP ||
	    event == NETDEV_POST_TYPE_CHANGE)
		add_missing(dev);

	for (family = qr_families; *family; family++) {
		link = qr_link_table_find(dev, *family);
		if (link)
			changed(link, event);
	}
	if (event == NETDEV_CHANGEUPPER)
		update_wires(info);
	/* Last, as it depends on which links run. */
	qr_ports_changed(dev, event, info);
	return NOTIFY_DONE;
}

static struct notifier_block netdev_block = {
	.notifier_call = netdev_event,
	.priority = INT_MIN,	/* after notifiers that may refuse a change */
};

static int inetaddr_event(struct notifier_block *block, unsigned long event,
			  void *info)
{
	const struct in_ifaddr *ifa = info;
	struct qr_link *link = qr_link_table_find(ifa->ifa_dev->dev, &qr_ipv4);

	if (link)
		qr_device_update_source(link);
	return NOTIFY_DONE;
}

static struct notifier_block inetaddr_block = {
	.notifier_call = inetaddr_event,
};

/* Under RCU, not under rtnl; and a new address is still tentative. */
static int inet6addr_event(struct notifier_block *block, unsigned long event,
			   void *info)
{
	const struct inet6_ifaddr *ifa = info;
	struct qr_link *link;

	rcu_read_lock();
	link = qr_link_table_find(ifa->idev->dev, QR_IPV6);
	if (link && qr_device_is_wanted(link))
		qr_device_recheck(link);
	rcu_read_unlock();
	return NOTIFY_DONE;
}

static struct notifier_block inet6addr_block = {
	.notifier_call = inet6addr_event,
};

/* During suspend the switches may have forgotten all members. */
static int pm_event(struct notifier_block *block, unsigned long event,
		    void *info)
{
	if (event != PM_POST_SUSPEND && event != PM_POST_HIBERNATION)
		return NOTIFY_DONE;

	rtnl_lock();
	qr_link_table_for_each(qr_link_query_now);
	rtnl_unlock();
	return NOTIFY_DONE;
}

static struct notifier_block pm_block = {
	.notifier_call = pm_event,
};

/* Context: process, rtnl not held. */
int __init qr_netdev_init(void)
{
	int err;

	err = register_pm_notifier(&pm_block);
	if (err)
		return err;

	err = register_inetaddr_notifier(&inetaddr_block);
	if (err)
		goto unregister_pm;

	err = register_inet6addr_notifier(&inet6addr_block);
	if (err)
		goto unregister_inetaddr;

	/* Last: it is called for all existing devices. */
	err = register_netdevice_notifier(&netdev_block);
	if (err)
		goto unregister_inet6addr;
	return 0;

unregister_inet6addr:
	unregister_inet6addr_notifier(&inet6addr_block);
	qr_device_exit();
	qr_ports_exit();
	qr_reception_exit();
unregister_inetaddr:
	unregister_inetaddr_notifier(&inetaddr_block);
unregister_pm:
	unregister_pm_notifier(&pm_block);
	return err;
}

/*
 * Unregistering the notifier reports every device as unregistered, which stops
 * and destroys its links. Context: process, rtnl not held.
 */
void qr_netdev_exit(void)
{
	rtnl_lock();
	is_unloading = true;
	rtnl_unlock();

	unregister_netdevice_notifier(&netdev_block);
	unregister_inet6addr_notifier(&inet6addr_block);
	qr_device_exit();
	unregister_inetaddr_notifier(&inetaddr_block);
	unregister_pm_notifier(&pm_block);
	qr_ports_exit();
	qr_reception_exit();
}
