// SPDX-License-Identifier: GPL-2.0
#include "traits.h"

#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <net/dsa.h>
#include <net/rtnetlink.h>

/* Other devices cannot have a querier, and have no files. Context: any. */
bool qr_traits_is_ethernet(const struct net_device *dev)
{
	return dev->type == ARPHRD_ETHER && !(dev->flags & IFF_LOOPBACK);
}

/* Whether a device passes packets. Context: any. */
bool qr_traits_is_up(const struct net_device *dev)
{
	return netif_running(dev) && netif_carrier_ok(dev) &&
	       netif_oper_up(dev);
}

/* A device of a bus, such as a network card or its emulation. */
static int has_parent(struct net_device *dev, struct netdev_nested_priv *priv)
{
	return !!dev->dev.parent;
}

static bool is_kind(const struct net_device *dev, const char *kind)
{
	return dev->rtnl_link_ops && !strcmp(dev->rtnl_link_ops->kind, kind);
}

/* These take their packets to a program, mostly a guest, not to this host. */
static bool is_tap_of_guest(const struct net_device *dev)
{
	return is_kind(dev, "macvtap") || is_kind(dev, "ipvtap");
}

/**
 * qr_traits_has_wire() - see struct qr_traits
 * @dev: the device
 *
 * The answer changes only with the devices below it and its type. Takes as long
 * as there are such devices.
 *
 * Context: process, rtnl held.
 */
bool qr_traits_has_wire(struct net_device *dev)
{
	struct netdev_nested_priv none = {};

	ASSERT_RTNL();
	return !is_tap_of_guest(dev) &&
	       (has_parent(dev, &none) ||
		netdev_walk_all_lower_dev(dev, has_parent, &none));
}

static enum qr_port port_of(struct net_device *dev)
{
	struct net_device *master = netdev_master_upper_dev_get(dev);

	/* Set until the port is released completely, unlike a bridge's. */
	if (netif_is_lag_port(dev))
		return QR_PORT_LAG;
	if (!master || netif_is_l3_master(master))
		return QR_PORT_NONE;
	if (netif_is_bridge_master(master) || netif_is_ovs_master(master))
		return QR_PORT_BRIDGE;
	return netif_is_lag_master(master) ? QR_PORT_LAG : QR_PORT_OTHER;
}

/* Its ports are linked to it before DSA sets it up, which no event reports. */
static bool is_conduit(struct net_device *dev)
{
	struct net_device *upper;
	struct list_head *iter;

	netdev_for_each_upper_dev_rcu(dev, upper, iter) {
		if (is_kind(upper, "dsa"))
			return true;
	}
	return netdev_uses_dsa(dev);
}

/* Without @has_wire and @has_address. Context: process, rtnl held. */
struct qr_traits qr_traits_read(struct net_device *dev)
{
	ASSERT_RTNL();
	return (struct qr_traits) {
		.is_loopback = dev->flags & IFF_LOOPBACK,
		.is_ethernet = dev->type == ARPHRD_ETHER,
		.is_conduit = is_conduit(dev),
		.has_multicast = dev->flags & IFF_MULTICAST,
		.port = port_of(dev),
		.is_up = qr_traits_is_up(dev),
	};
}
