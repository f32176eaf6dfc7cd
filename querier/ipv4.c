// SPDX-License-Identifier: GPL-2.0
/*
 * IPv4 on a device: its addresses, its routes, its multicast MACs.
 */
#include "family.h"

#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/inet.h>
#include <linux/inetdevice.h>
#include <net/ip.h>
#include <net/ip_fib.h>
#include <net/nexthop.h>
#include <net/route.h>

#define ADDR_BITS		32
#define LINKLOCAL_PREFIX	16	/* 169.254/16, RFC 3927 2.1 */
#define STRICT_PATHS	1	/* a value of rp_filter: RFC 3704 2.2 */

/**
 * struct next_hop - how the routing table reaches an address through a device
 * @direct: without a gateway
 * @gateway: the gateway; 0: no route, or the gateway is not IPv4
 */
struct next_hop {
	bool direct;
	__be32 gateway;
};

/* A default route without a gateway does not show which hosts are there. */
static struct next_hop to_next_hop(const struct fib_result *res,
				   const struct net_device *dev)
{
	const struct fib_nh_common *nhc;
	struct next_hop hop = {};
	int i;

	/* Before 6.1 the lookup finds a VRF's routes to other devices, too. */
	for (i = 0; i < fib_info_num_path(res->fi); i++) {
		nhc = fib_info_nhc(res->fi, i);
		/* NULL: a group of nexthops shrinks at this moment. */
		if (!nhc || nhc->nhc_dev != dev)
			continue;
		hop.direct |= !nhc->nhc_gw_family && res->prefixlen;
		if (nhc->nhc_gw_family == AF_INET)
			hop.gateway = nhc->nhc_gw.ipv4;
	}
	return hop;
}

/*
 * ip_route_output_key() takes every address for direct when the output device
 * is given. For a device in a VRF this looks into the VRF's table.
 */
static struct next_hop find_next_hop(const struct net_device *dev, __be32 addr)
{
	struct flowi4 fl4 = {
		.flowi4_iif = LOOPBACK_IFINDEX,
		.flowi4_oif = dev->ifindex,
		.daddr = addr,
	};
	struct fib_result res = {};

	if (fib_lookup(dev_net(dev), &fl4, &res, 0) || res.type != RTN_UNICAST)
		return (struct next_hop) {};
	return to_next_hop(&res, dev);
}

/**
 * struct subnet_match - a sender compared with a device's addresses
 * @own: it is one of them
 * @prefixlen: of the longest prefix that the sender is in, or -1
 * @any: the device has a prefix or a peer, other than of 169.254/16: hosts with
 *	routable addresses are on the same link (RFC 3927 2.6.2), and the
 *	querier there is one of them
 */
struct subnet_match {
	bool own;
	int prefixlen;
	bool any;
};

/* By pointer: a struct built from bytes and returned in registers is slow. */
static void match_subnets(const struct net_device *dev,
			  const union qr_addr *addr, struct subnet_match *match)
{
	const struct in_ifaddr *ifa;
	struct in_device *in_dev;

	*match = (struct subnet_match) { .prefixlen = -1 };
	/* RFC 3927 2.6.2: always on the link where it is seen. */
	if (ipv4_is_linklocal_169(addr->v4))
		match->prefixlen = LINKLOCAL_PREFIX;

	in_dev = __in_dev_get_rcu(dev);
	if (!in_dev)
		return;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		match->own |= ifa->ifa_local == addr->v4;
		if (inet_ifa_match(addr->v4, ifa))
			match->prefixlen = max_t(int, match->prefixlen,
						 ifa->ifa_prefixlen);
		if (ipv4_is_linklocal_169(ifa->ifa_local))
			continue;
		match->any |= ifa->ifa_prefixlen < ADDR_BITS ||
			       ifa->ifa_address != ifa->ifa_local;
	}
}

static bool owns(const struct net_device *dev, const union qr_addr *addr)
{
	struct subnet_match match;

	rcu_read_lock();
	match_subnets(dev, addr, &match);
	rcu_read_unlock();
	return match.own;
}

/* One bit off, and several of them: some may be the device's own. */
static bool has_direct_neighbours(const struct net_device *dev, __be32 own)
{
	u32 bit;

	for (bit = 1; bit < 1 << 8; bit <<= 1) {
		if (find_next_hop(dev, own ^ htonl(bit)).direct)
			return true;
	}
	return false;
}

/*
 * The kernel keeps no list of a device's routes. If a device with /32 addresses
 * has direct routes, one of them covers the neighbours of such an address, or
 * the gateway of the sender.
 */
static bool has_direct_routes(const struct net_device *dev, __be32 gateway)
{
	const struct in_ifaddr *ifa;
	struct in_device *in_dev;

	in_dev = __in_dev_get_rcu(dev);
	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev) {
		if (!ipv4_is_linklocal_169(ifa->ifa_local) &&
		    has_direct_neighbours(dev, ifa->ifa_local))
			return true;
	}
	return gateway && find_next_hop(dev, gateway).direct;
}

/* RFC 3021: prefixes of 31 and 32 bits have neither address. */
static bool is_network_or_broadcast(__be32 addr, int prefixlen)
{
	__be32 hosts = ~inet_make_mask(prefixlen);

	return prefixlen <= 30 && (!(addr & hosts) || !(~addr & hosts));
}

static enum qr_origin classify(const struct net_device *dev,
			       const union qr_addr *addr)
{
	struct subnet_match match;
	struct next_hop hop;

	match_subnets(dev, addr, &match);
	if (match.own)
		return QR_ORIGIN_DUPLICATE;
	if (match.prefixlen >= 0)
		return is_network_or_broadcast(addr->v4, match.prefixlen) ?
		       QR_ORIGIN_NO_HOST : QR_ORIGIN_SUBNET;

	hop = find_next_hop(dev, addr->v4);
	if (!hop.direct &&
	    (match.any || has_direct_routes(dev, hop.gateway)))
		return QR_ORIGIN_OFF_SUBNET;
	return QR_ORIGIN_SUBNET;
}

/*
 * The stack takes such a packet for forged. Strict reverse paths mean that the
 * administrator wants to refuse it.
 */
static bool is_elsewhere(const struct net_device *dev,
			 const union qr_addr *addr)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct net_device *owner;

	if (!in_dev || IN_DEV_RPFILTER(in_dev) == STRICT_PATHS)
		return false;
	owner = __ip_dev_find(dev_net(dev), addr->v4, false);
	return owner && owner != dev;
}

/* Higher is better; 0: do not use. */
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
 * Not inet_select_addr(): it falls back to other devices' addresses, and most
 * hosts and switches ignore a querier from another subnet.
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

static bool was_fragmented(const struct sk_buff *skb)
{
	return IPCB(skb)->frag_max_size;
}

static void map_mac(const union qr_addr *group, u8 *mac)
{
	ip_eth_mc_map(group->v4, mac);
}

/* Without a local route the stack drops a packet of its own as a martian. */
static bool loop_route(struct sk_buff *skb, const union qr_addr *group)
{
	struct flowi4 fl4 = {
		.flowi4_oif = skb->dev->ifindex,
		.flowi4_proto = IPPROTO_IGMP,
		.daddr = group->v4,
	};
	struct rtable *rt;

	/* Without a lookup of IPsec policies, which do not matter here. */
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

/* Only mode proxy sends from the unspecified address. */
static bool may_send_from(const union qr_addr *addr)
{
	return addr->v4 && !ipv4_is_multicast(addr->v4) &&
	       !ipv4_is_lbcast(addr->v4) && !ipv4_is_loopback(addr->v4);
}

static int format(char *buf, size_t size, const union qr_addr *addr)
{
	return scnprintf(buf, size, "%pI4", &addr->v4);
}

static bool parse(const char *text, union qr_addr *addr, const char **end)
{
	return in4_pton(text, -1, (u8 *)&addr->v4, '\n', end);
}

const struct qr_family qr_ipv4 = {
	.proto = &qr_igmp,
	.index = QR_INDEX_IPV4,
	.ethertype = cpu_to_be16(ETH_P_IP),
	.router_groups = {
		{ .v4 = cpu_to_be32(INADDR_ALLRTRS_GROUP) },
		{ .v4 = IGMPV3_ALL_MCR },
	},
	.owns = owns,
	.classify = classify,
	.is_elsewhere = is_elsewhere,
	.best_source = best_source,
	.was_fragmented = was_fragmented,
	.map_mac = map_mac,
	.loop_route = loop_route,
	.format = format,
	.may_send_from = may_send_from,
	.parse = parse,
};
