// SPDX-License-Identifier: GPL-2.0
/*
 * From the hook through the parser to the link.
 *
 * The hook only watches, after all rules of the administrator: packets that
 * these drop are not heard.
 */
#include "rx.h"
#include "family.h"
#include "link_input.h"
#include "running.h"
#include "wire.h"

#include <linux/cache.h>
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/dst_metadata.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#define HOOKS		2

/* Links in a network namespace that the initial user namespace does not own. */
#define MOST_RUNNING	256

/**
 * struct rx_net - the hooks of one namespace
 * @users: links that run, by family; rtnl. A family with users has its hooks.
 * @waiting: links that exceed MOST_RUNNING, the oldest first; rtnl
 */
struct rx_net {
	unsigned int users[QR_FAMILIES];
	struct list_head waiting;
};

static unsigned int rx_net_id;

static bool has_own_mac(const struct sk_buff *skb,
			const struct net_device *dev)
{
	return skb_mac_header_was_set(skb) &&
	       ether_addr_equal(eth_hdr(skb)->h_source, dev->dev_addr);
}

static enum qr_origin origin(const struct sk_buff *skb,
			     const struct qr_link *link,
			     const union qr_addr *source)
{
	bool unspecified = qr_addr_any(source);
	enum qr_origin origin = QR_ORIGIN_SUBNET;

	/*
	 * This host's own queries come back for its own stack (tx.c). So do
	 * those of a daemon or the bridge on this host, which are no rivals
	 * (RFC 9776 section 5). The MAC alone proves little: ipvlans share one.
	 */
	if (skb->pkt_type == PACKET_LOOPBACK)
		return QR_ORIGIN_OWN;
	if (!unspecified)
		origin = link->family->classify(link->dev, source);
	if ((unspecified || origin == QR_ORIGIN_DUPLICATE) &&
	    has_own_mac(skb, link->dev))
		return QR_ORIGIN_OWN;
	return origin;
}

/*
 * Two cards of this host are on one LAN: the link that lost the election hears
 * the other's query, and the stack must report its groups on this card like any
 * host. But it drops packets from an address of its own that have no route yet:
 * set the route that tx.c gives to this host's own query.
 *
 * Not within a bridge, where br_netfilter calls the hook: it sets a route next,
 * and older kernels would leak this one.
 */
static void route_to_own_stack(struct sk_buff *skb, const struct qr_link *link,
			       const struct qr_msg *msg)
{
	const struct qr_family *family = link->family;

	if (msg->type != QR_MSG_QUERY || !qr_addr_any(&msg->group))
		return;
	if (!family->is_elsewhere || skb->dev != link->dev ||
	    nf_bridge_in_prerouting(skb) || skb_valid_dst(skb) ||
	    family->owns(link->dev, &msg->source) ||
	    !family->is_elsewhere(link->dev, &msg->source))
		return;
	skb_dst_drop(skb);
	family->loop_route(skb, &family->proto->all_nodes);
}

/* An outgoing packet has no Ethernet header yet. */
static void note_sender(struct qr_msg *msg, const struct sk_buff *skb,
			const struct qr_link *link, bool outgoing)
{
	msg->is_ours = outgoing;
	if (outgoing)
		ether_addr_copy(msg->mac, link->dev->dev_addr);
	else if (skb_mac_header_was_set(skb))
		ether_addr_copy(msg->mac, eth_hdr(skb)->h_source);
	else
		eth_zero_addr(msg->mac);
}

static void deliver(struct sk_buff *skb, struct qr_link *link, bool outgoing)
{
	const struct qr_proto *proto = link->family->proto;
	enum qr_verdict verdict;
	struct qr_msg msg qr_uninitialized;

	/* Not in fragments, nor joined from fragments by conntrack. */
	if (!outgoing && link->family->was_fragmented(skb)) {
		qr_link_input_refused(link, QR_IGNORED_FRAGMENT);
		return;
	}
	/* Mostly linear already. May move the headers. */
	if (skb_linearize(skb)) {
		qr_link_input_refused(link, QR_IGNORED_MEMORY);
		return;
	}

	verdict = qr_wire_parse(proto, skb_network_header(skb),
				skb->len - skb_network_offset(skb), &msg);
	if (verdict) {
		qr_link_input_refused(link, verdict);
		return;
	}

	/* This host's own reports count; its own queries do not. */
	if (outgoing && msg.type == QR_MSG_QUERY)
		return;
	if (!outgoing)
		route_to_own_stack(skb, link, &msg);
	msg.origin = outgoing ? QR_ORIGIN_SUBNET :
				origin(skb, link, &msg.source);
	note_sender(&msg, skb, link, outgoing);
	qr_link_input(link, &msg);
}

/* Not inline: what it needs on the stack would cost all other packets, too. */
static noinline unsigned int find_link(struct sk_buff *skb,
				       const struct nf_hook_state *state,
				       const struct qr_family *family)
{
	bool outgoing = state->hook == NF_INET_LOCAL_OUT;
	struct qr_link *link;

	link = qr_running_find(outgoing ? state->out : state->in, family);
	if (link && qr_link_is_running(link))
		deliver(skb, link, outgoing);
	return NF_ACCEPT;
}

/*
 * All other packets pay for one comparison only. Both hooks begin with a cache
 * line, unless the kernel pads functions: where the one of IPv6 began in the middle
 * of a line, it took 3 ns longer.
 */
static unsigned int __aligned(L1_CACHE_BYTES)
hook_ipv4(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	if (likely(ip_hdr(skb)->protocol != IPPROTO_IGMP))
		return NF_ACCEPT;
	return find_link(skb, state, &qr_ipv4);
}

static bool is_mld_type(u8 type)
{
	return type == ICMPV6_MGM_QUERY || type == ICMPV6_MGM_REPORT ||
	       type == ICMPV6_MGM_REDUCTION || type == ICMPV6_MLD2_REPORT;
}

/* Can MLD be behind this one? Extension headers are in ipv6_ext_hdr(). */
static bool leads_to_mld(u8 next)
{
	const u64 headers = BIT_ULL(NEXTHDR_HOP) | BIT_ULL(NEXTHDR_ROUTING) |
			    BIT_ULL(NEXTHDR_FRAGMENT) | BIT_ULL(NEXTHDR_AUTH) |
			    BIT_ULL(NEXTHDR_DEST) | BIT_ULL(NEXTHDR_ICMP);

	return next < 64 && headers & BIT_ULL(next);
}

/*
 * Most ICMPv6 is no MLD, nor are most packets with hop-by-hop options: the byte
 * behind the fixed header tells, if it is at hand.
 */
static bool is_surely_no_mld(const struct sk_buff *skb, u8 next)
{
	const u8 *behind = skb_network_header(skb) + sizeof(struct ipv6hdr);

	if (unlikely(behind >= skb_tail_pointer(skb)))
		return false;
	return next == NEXTHDR_HOP ? !leads_to_mld(*behind) :
				     !is_mld_type(*behind);
}

/* By its type alone: the parser checks the rest. */
static bool is_mld(struct sk_buff *skb)
{
	u8 next = ipv6_hdr(skb)->nexthdr;
	__be16 fragment;
	int offset;

	offset = ipv6_skip_exthdr(skb, skb_network_offset(skb) +
				  sizeof(struct ipv6hdr), &next, &fragment);
	return offset >= 0 &&
	       ipv6_is_mld(skb, next, offset - skb_network_offset(skb));
}

static noinline unsigned int find_mld(struct sk_buff *skb,
				      const struct nf_hook_state *state)
{
	return is_mld(skb) ? find_link(skb, state, QR_IPV6) : NF_ACCEPT;
}

/*
 * Packets with neither hop-by-hop options nor ICMPv6 pay for two comparisons.
 * MLD without hop-by-hop options is refused by the parser, and counted.
 */
static unsigned int __aligned(L1_CACHE_BYTES)
hook_ipv6(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	u8 next = ipv6_hdr(skb)->nexthdr;

	if (likely(next != NEXTHDR_HOP && next != NEXTHDR_ICMP) ||
	    is_surely_no_mld(skb, next))
		return NF_ACCEPT;
	return find_mld(skb, state);
}

/*
 * Incoming packets, and this host's own reports, which do not come back to it.
 * Netfilter calls the hooks with RCU held, mostly in softirq.
 */
static const struct nf_hook_ops hooks[QR_FAMILIES][HOOKS] = {
	[QR_INDEX_IPV4] = {
		{
			.hook = hook_ipv4,
			.pf = NFPROTO_IPV4,
			.hooknum = NF_INET_PRE_ROUTING,
			.priority = NF_IP_PRI_LAST,
		},
		{
			.hook = hook_ipv4,
			.pf = NFPROTO_IPV4,
			.hooknum = NF_INET_LOCAL_OUT,
			.priority = NF_IP_PRI_LAST,
		},
	},
	[QR_INDEX_IPV6] = {
		{
			.hook = hook_ipv6,
			.pf = NFPROTO_IPV6,
			.hooknum = NF_INET_PRE_ROUTING,
			.priority = NF_IP6_PRI_LAST,
		},
		{
			.hook = hook_ipv6,
			.pf = NFPROTO_IPV6,
			.hooknum = NF_INET_LOCAL_OUT,
			.priority = NF_IP6_PRI_LAST,
		},
	},
};

/* A container's root must not take the host's time without bounds. */
static bool is_full(const struct net *net, const struct rx_net *rx)
{
	unsigned int running = 0;
	int i;

	if (net->user_ns == &init_user_ns)
		return false;
	for (i = 0; i < QR_FAMILIES; i++)
		running += rx->users[i];
	return running >= MOST_RUNNING;
}

/**
 * qr_rx_get() - count a link as running, with a hook for it
 * @link: the link, active
 *
 * Context: process, rtnl held.
 *
 * Return: 0; -ENOSPC if too many links run in its namespace, then it waits for
 * its turn until qr_rx_forget(); or another negative error.
 */
int qr_rx_get(struct qr_link *link)
{
	struct net *net = dev_net(link->dev);
	struct rx_net *rx = net_generic(net, rx_net_id);
	int i = link->family->index;
	int err;

	ASSERT_RTNL();
	list_del_init(&link->active->rx_node);
	if (is_full(net, rx)) {
		list_add_tail(&link->active->rx_node, &rx->waiting);
		return -ENOSPC;
	}
	err = qr_running_add(link);
	if (err)
		return err;
	if (!rx->users[i]) {
		err = nf_register_net_hooks(net, hooks[i], HOOKS);
		if (err)
			goto remove;
	}
	rx->users[i]++;
	return 0;

remove:
	qr_running_remove(link);
	return err;
}

/* Undo qr_rx_get(); a packet may still be in the hook on return. */
void qr_rx_put(struct qr_link *link)
{
	struct net *net = dev_net(link->dev);
	struct rx_net *rx = net_generic(net, rx_net_id);
	int i = link->family->index;

	ASSERT_RTNL();
	qr_running_remove(link);
	if (!--rx->users[i])
		nf_unregister_net_hooks(net, hooks[i], HOOKS);
}

/* The link does not wait for its turn any more. */
void qr_rx_forget(struct qr_link *link)
{
	ASSERT_RTNL();
	if (link->active)
		list_del_init(&link->active->rx_node);
}

/**
 * qr_rx_next() - the link that may start next
 * @link: a link in the same namespace
 *
 * Return: the link that has waited longest, or NULL if none waits or too many
 * run.
 */
struct qr_link *qr_rx_next(const struct qr_link *link)
{
	struct net *net = dev_net(link->dev);
	struct rx_net *rx = net_generic(net, rx_net_id);
	struct qr_link_active *next;

	ASSERT_RTNL();
	if (is_full(net, rx))
		return NULL;
	next = list_first_entry_or_null(&rx->waiting, struct qr_link_active,
					rx_node);
	return next ? next->link : NULL;
}

static int __net_init rx_net_init(struct net *net)
{
	struct rx_net *rx = net_generic(net, rx_net_id);

	INIT_LIST_HEAD(&rx->waiting);
	return 0;
}

/* Runs after all devices of the namespace are gone, and so all users. */
static void __net_exit rx_net_exit(struct net *net)
{
	struct rx_net *rx = net_generic(net, rx_net_id);

	WARN_ON_ONCE(memchr_inv(rx->users, 0, sizeof(rx->users)) ||
		     !list_empty(&rx->waiting));
}

static struct pernet_operations rx_net_ops = {
	.init = rx_net_init,
	.exit = rx_net_exit,
	.id = &rx_net_id,
	.size = sizeof(struct rx_net),
};

int __init qr_rx_init(void)
{
	int err;

	err = qr_running_init();
	if (err)
		return err;
	err = register_pernet_subsys(&rx_net_ops);
	if (err)
		qr_running_exit();
	return err;
}

/* When no link runs any more; waits until no packet is in a hook. */
void qr_rx_exit(void)
{
	unregister_pernet_subsys(&rx_net_ops);
	synchronize_net();
	qr_running_exit();
}
