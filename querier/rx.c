// SPDX-License-Identifier: GPL-2.0
/*
 * What the LAN says: hook, parse, link.
 *
 * The hook only watches, behind every rule that an administrator may have set:
 * what was dropped there was never heard here.
 */
#include "rx.h"
#include "families.h"
#include "link_table.h"
#include "wire.h"

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

/* In a network namespace that the initial user namespace does not own. */
#define MOST_RUNNING	256

/**
 * struct rx_net - the hooks of one namespace, by family
 * @users: links that work there; rtnl. The hook stands while there are any.
 * @waiting: links that would if they were not too many, the longest first; rtnl
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
	bool ours = link->family->owns(link->dev, source);

	/*
	 * This host's own queries come back in to reach its own stack. A
	 * daemon's or the bridge's own ones do so too, and are no rivals (RFC
	 * 9776 section 5). The MAC alone says little: ipvlans share one.
	 */
	if (skb->pkt_type == PACKET_LOOPBACK)
		return QR_ORIGIN_OWN;
	if ((unspecified || ours) && has_own_mac(skb, link->dev))
		return QR_ORIGIN_OWN;
	if (ours)
		return QR_ORIGIN_DUPLICATE;
	return unspecified ? QR_ORIGIN_SUBNET :
			link->family->place(link->dev, source);
}

/* Nothing of this may come in fragments, also if conntrack joined them. */
static bool was_fragmented(const struct sk_buff *skb,
			   const struct qr_family *family)
{
	return family->pf == NFPROTO_IPV4 ? IPCB(skb)->frag_max_size :
					    IP6CB(skb)->frag_max_size;
}

/*
 * Two cards of this host on one LAN: the one that lost the election hears the
 * other's query, and its groups are to be reported like those of any host. But
 * the stack drops what comes in from an address of its own, unless it has a
 * route already: give it the one that the query's own copy has, see tx.c.
 *
 * Not within a bridge, where br_netfilter calls the hook: it sets a route of its
 * own next, on older kernels without a look at ours, which would leak.
 */
static void let_own_stack_hear(struct sk_buff *skb, const struct qr_link *link,
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

static void deliver(struct sk_buff *skb, struct qr_link *link, bool outgoing)
{
	const struct qr_proto *proto = link->family->proto;
	enum qr_stat verdict;
	struct qr_msg msg;

	if (!outgoing && was_fragmented(skb, link->family)) {
		qr_link_ignore(link, QR_IGNORED_FRAGMENT);
		return;
	}
	/* Short, and rarely not linear already. May move the headers. */
	if (skb_linearize(skb)) {
		qr_link_ignore(link, QR_IGNORED_MEMORY);
		return;
	}

	verdict = qr_wire_parse(proto, skb_network_header(skb),
				skb->len - skb_network_offset(skb), &msg);
	if (verdict) {
		qr_link_ignore(link, verdict);
		return;
	}

	/* This host is a member like others, but asks nobody here. */
	if (outgoing && msg.type == QR_MSG_QUERY)
		return;
	if (!outgoing)
		let_own_stack_hear(skb, link, &msg);
	msg.origin = outgoing ? QR_ORIGIN_SUBNET :
				origin(skb, link, &msg.source);
	qr_link_input(link, &msg);
}

static unsigned int find_link(struct sk_buff *skb,
			      const struct nf_hook_state *state,
			      const struct qr_family *family)
{
	bool outgoing = state->hook == NF_INET_LOCAL_OUT;
	struct qr_link *link;

	link = qr_link_table_find(outgoing ? state->out : state->in, family);
	if (link && qr_link_is_running(link))
		deliver(skb, link, outgoing);
	return NF_ACCEPT;
}

/* Every other packet pays for this comparison, and for nothing else. */
static unsigned int hook_ipv4(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	if (likely(ip_hdr(skb)->protocol != IPPROTO_IGMP))
		return NF_ACCEPT;
	return find_link(skb, state, &qr_ipv4);
}

/* By its type alone: all that is wrong with it is the parser's to say. */
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

/*
 * Every other packet pays for these two comparisons. MLD has hop-by-hop
 * options; without them it is refused, but not unseen.
 */
static unsigned int hook_ipv6(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	u8 next = ipv6_hdr(skb)->nexthdr;

	if (likely(next != NEXTHDR_HOP && next != NEXTHDR_ICMP) || !is_mld(skb))
		return NF_ACCEPT;
	return find_link(skb, state, QR_IPV6);
}

/*
 * What comes in, and what this host itself reports: a host does not hear what
 * it sends. Netfilter calls them with RCU held, mostly in softirq.
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

/* Root of a container pays with the host's time for each of them. */
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
 * qr_rx_get() - a link starts to listen
 * @link: the link
 *
 * Context: process, rtnl held.
 *
 * Return: 0; -ENOSPC when too many links run in its namespace, then it waits
 * for its turn until qr_rx_forget(); or another negative error.
 */
int qr_rx_get(struct qr_link *link)
{
	struct net *net = dev_net(link->dev);
	struct rx_net *rx = net_generic(net, rx_net_id);
	int i = link->family->index;
	int err;

	ASSERT_RTNL();
	list_del_init(&link->waiting);
	if (is_full(net, rx)) {
		list_add_tail(&link->waiting, &rx->waiting);
		return -ENOSPC;
	}
	if (!rx->users[i]) {
		err = nf_register_net_hooks(net, hooks[i], HOOKS);
		if (err)
			return err;
	}
	rx->users[i]++;
	return 0;
}

/**
 * qr_rx_put() - undo qr_rx_get()
 * @link: the link
 *
 * Context: process, rtnl held. A packet may still be in the hook on return.
 */
void qr_rx_put(struct qr_link *link)
{
	struct net *net = dev_net(link->dev);
	struct rx_net *rx = net_generic(net, rx_net_id);
	int i = link->family->index;

	ASSERT_RTNL();
	if (!--rx->users[i])
		nf_unregister_net_hooks(net, hooks[i], HOOKS);
}

/**
 * qr_rx_forget() - a link does not wait for its turn any more
 * @link: the link
 *
 * Context: process, rtnl held.
 */
void qr_rx_forget(struct qr_link *link)
{
	ASSERT_RTNL();
	list_del_init(&link->waiting);
}

/**
 * qr_rx_next() - whose turn is it to start?
 * @link: a link in the same namespace
 *
 * Context: process, rtnl held.
 *
 * Return: the link that has waited longest, or NULL when none waits or there is
 * no room for it.
 */
struct qr_link *qr_rx_next(const struct qr_link *link)
{
	struct net *net = dev_net(link->dev);
	struct rx_net *rx = net_generic(net, rx_net_id);

	ASSERT_RTNL();
	if (is_full(net, rx))
		return NULL;
	return list_first_entry_or_null(&rx->waiting, struct qr_link, waiting);
}

static int __net_init rx_net_init(struct net *net)
{
	struct rx_net *rx = net_generic(net, rx_net_id);

	INIT_LIST_HEAD(&rx->waiting);
	return 0;
}

/*
 * A subsystem's exit runs after all devices of the namespace are gone, and
 * with them the last user of the hook.
 */
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

/**
 * qr_rx_init() - make room for a hook in each namespace
 *
 * Return: 0 or a negative error.
 */
int qr_rx_init(void)
{
	return register_pernet_subsys(&rx_net_ops);
}

/**
 * qr_rx_exit() - undo qr_rx_init(), when no link works any more
 *
 * Waits until no packet is in a hook.
 */
void qr_rx_exit(void)
{
	unregister_pernet_subsys(&rx_net_ops);
	synchronize_net();
}
