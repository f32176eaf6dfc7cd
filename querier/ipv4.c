// SPDX-License-Identifier: GPL-2.0
/*
 * IPv4 on a device: its addresses, its routes, its multicast MACs.
 */
#include "family.h"

#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/inet.h>
#include <linux/inetdevice.h>
#include <linux/netfilter.h>
#include <net/ip.h>
#include <net/route.h>

static bool owns(const struct net_device *dev, const union qr_addr *addr)
{
	const struct in_ifaddr *ifa;
	struct in_device *in_dev;
	bool found = false;

	rcu_read_lock();
	in_dev = __in_dev_get_rcu(dev);
	if (in_dev) {
		in_dev_for_each_ifa_rcu(ifa, in_dev)
			found |= ifa->ifa_local == addr->v4;
	}
	rcu_read_unlock();
	return found;
}

static bool is_on_subnet(const struct net_device *dev,
			 const union qr_addr *addr)
{
	const struct in_ifaddr *ifa;
	bool found = false, any = false;
	struct in_device *in_dev;

	rcu_read_lock();
	in_dev = __in_dev_get_rcu(dev);
	if (in_dev) {
		in_dev_for_each_ifa_rcu(ifa, in_dev) {
			any = true;
			found |= inet_ifa_match(addr->v4, ifa);
		}
	}
	rcu_read_unlock();
	return found || !any;
}

/* Higher is better; 0 is not to be used. */
static int rank(const struct in_ifaddr *ifa, __be32 chosen)
{
	if (chosen && ifa->ifa_local == chosen)
		return 4;
	if (ifa->ifa_scope > RT_SCOPE_LINK)
		return 0;
	if (ipv4_is_linklocal_169(ifa->ifa_local))
		return 1;
	return ifa->ifa_flags & IFA_F_SECONDARY ? 2 : 3;
}

/*
 * Not inet_select_addr(): that one falls back to other devices' addresses,
 * and a querier from another subnet is none to most hosts and switches.
 */
static union qr_addr best_source(const struct net_device *dev,
				 const union qr_addr *chosen)
{
	const struct in_ifaddr *ifa;
	union qr_addr best = {};
	struct in_device *in_dev;
	int best_rank = 0;

	rcu_read_lock();
	in_dev = __in_dev_get_rcu(dev);
	if (in_dev) {
		in_dev_for_each_ifa_rcu(ifa, in_dev) {
			if (rank(ifa, chosen->v4) <= best_rank)
				continue;
			best_rank = rank(ifa, chosen->v4);
			best = qr_addr_v4(ifa->ifa_local);
		}
	}
	rcu_read_unlock();
	return best;
}

static void map_mac(const union qr_addr *group, u8 *mac)
{
	ip_eth_mc_map(group->v4, mac);
}

/* Without a route that says so a packet from this host is a martian. */
static bool loop_route(struct sk_buff *skb, const union qr_addr *group)
{
	struct flowi4 fl4 = {
		.flowi4_oif = skb->dev->ifindex,
		.flowi4_proto = IPPROTO_IGMP,
		.daddr = group->v4,
	};
	struct rtable *rt;

	/* Without IPsec: what policies say of the LAN is no matter here. */
	rt = __ip_route_output_key(dev_net(skb->dev), &fl4);
	if (IS_ERR(rt))
		return false;
	if (!(rt->rt_flags & RTCF_LOCAL)) {
		ip_rt_put(rt);
		return false;
	}
	skb_dst_set(skb, &rt->dst);
	return true;
}

static int format(char *buf, size_t size, const union qr_addr *addr)
{
	return scnprintf(buf, size, "%pI4", &addr->v4);
}

static int parse(const char *text, union qr_addr *addr)
{
	const char *end;

	*addr = (union qr_addr) {};
	if (!in4_pton(text, -1, (u8 *)&addr->v4, '\n', &end))
		return -EINVAL;
	return sysfs_streq(end, "") ? 0 : -EINVAL;
}

const struct qr_family qr_ipv4 = {
	.proto = &qr_igmp,
	.ethertype = cpu_to_be16(ETH_P_IP),
	.pf = NFPROTO_IPV4,
	.router_groups = {
		{ .v4 = cpu_to_be32(INADDR_ALLRTRS_GROUP) },
		{ .v4 = IGMPV3_ALL_MCR },
	},
	.owns = owns,
	.is_on_subnet = is_on_subnet,
	.best_source = best_source,
	.map_mac = map_mac,
	.loop_route = loop_route,
	.format = format,
	.parse = parse,
};
