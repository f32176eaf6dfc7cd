// SPDX-License-Identifier: GPL-2.0
/*
 * IPv6 on a device: its link-local addresses, its multicast MACs.
 *
 * IPv6 may be a module that is not loaded: nothing here calls into it, all is
 * read from the device.
 */
#include "family.h"

#include <linux/inet.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>

/**
 * enum addr_state - what a link-local address is to a device
 * @FOREIGN: not its own, or a duplicate of another host's
 * @TENTATIVE: duplicate address detection is not done
 * @USABLE: it can send from the address
 */
enum addr_state {
	FOREIGN,
	TENTATIVE,
	USABLE,
};

/**
 * struct addr_view - a device's link-local addresses
 * @wanted: state of the address in question
 * @best: one to send from, or the unspecified one
 * @settling: duplicate address detection runs for one of them
 */
struct addr_view {
	enum addr_state wanted;
	union qr_addr best;
	bool settling;
};

static enum addr_state to_addr_state(const struct inet6_ifaddr *ifa,
				     const union qr_addr *addr)
{
	u32 flags = READ_ONCE(ifa->flags);

	if (!qr_addr_is_link_local(addr) || flags & IFA_F_DADFAILED)
		return FOREIGN;
	return flags & IFA_F_TENTATIVE ? TENTATIVE : USABLE;
}

/* The last usable address wins: the list begins with the newest. */
static void consider(struct addr_view *view, const struct inet6_ifaddr *ifa,
		     const union qr_addr *wanted)
{
	const union qr_addr addr = { .v6 = ifa->addr };
	enum addr_state state = to_addr_state(ifa, &addr);

	if (qr_addr_equal(&addr, wanted))
		view->wanted = state;
	if (state == USABLE)
		view->best = addr;
	if (state == TENTATIVE && ifa->idev->if_flags & IF_READY)
		view->settling = true;
}

static struct addr_view view_addrs(const struct net_device *dev,
				   const union qr_addr *wanted)
{
	const struct inet6_ifaddr *ifa;
	struct addr_view view = {};
	struct inet6_dev *idev;

	rcu_read_lock();
	idev = __in6_dev_get(dev);
	if (idev) {
		list_for_each_entry_rcu(ifa, &idev->addr_list, if_list)
			consider(&view, ifa, wanted);
	}
	rcu_read_unlock();
	return view;
}

/* Unlike ipv6_mod_enabled() this needs no symbol of the IPv6 module. */
static bool is_present(void)
{
	return rcu_access_pointer(init_net.loopback_dev->ip6_ptr);
}

static bool owns(const struct net_device *dev, const union qr_addr *addr)
{
	return view_addrs(dev, addr).wanted != FOREIGN;
}

/* All senders are link-local (RFC 9777 5.1.14), hence on this link. */
static enum qr_origin classify(const struct net_device *dev,
			       const union qr_addr *addr)
{
	return owns(dev, addr) ? QR_ORIGIN_DUPLICATE : QR_ORIGIN_SUBNET;
}

static union qr_addr best_source(const struct net_device *dev,
				 const union qr_addr *chosen)
{
	struct addr_view view = view_addrs(dev, chosen);

	return view.wanted == USABLE ? *chosen : view.best;
}

static bool is_settling(const struct net_device *dev)
{
	static const union qr_addr none;

	return view_addrs(dev, &none).settling;
}

static bool was_fragmented(const struct sk_buff *skb)
{
	return IP6CB(skb)->frag_max_size;
}

static void map_mac(const union qr_addr *group, u8 *mac)
{
	ipv6_eth_mc_map(&group->v6, (char *)mac);
}

/* The stack finds the route itself, and drops what this host has not joined. */
static bool loop_route(struct sk_buff *skb, const union qr_addr *group)
{
	return true;
}

static int format(char *buf, size_t size, const union qr_addr *addr)
{
	return scnprintf(buf, size, "%pI6c", &addr->v6);
}

static bool parse(const char *text, union qr_addr *addr, const char **end)
{
	return in6_pton(text, -1, addr->v6.s6_addr, '\n', end);
}

const struct qr_family qr_ipv6 = {
	.proto = &qr_mld,
	.index = QR_INDEX_IPV6,
	.ethertype = cpu_to_be16(ETH_P_IPV6),
	.router_groups = {
		{ .v6 = IN6ADDR_LINKLOCAL_ALLROUTERS_INIT },
		{ .v6 = { .s6_addr = { 0xff, 0x02, [15] = 0x16 } } },
	},
	.is_present = is_present,
	.owns = owns,
	.classify = classify,
	.best_source = best_source,
	.polls_addresses = true,
	.is_settling = is_settling,
	.was_fragmented = was_fragmented,
	.map_mac = map_mac,
	.loop_route = loop_route,
	.format = format,
	.may_send_from = qr_addr_is_link_local,
	.parse = parse,
};
