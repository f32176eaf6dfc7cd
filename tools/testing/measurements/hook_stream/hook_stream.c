// SPDX-License-Identifier: GPL-2.0
/*
 * A hook that does nothing, in the places of the querier's, and packets by the
 * million, through hooks and nothing else or all the way. All of it in the
 * network namespace of who uses these parameters of the module:
 *
 * empty	written: 1: the empty hook stands, 0: it does not; read: the same
 * standing	read: how many hooks stand before routing and on the way out, of
 *		IPv4 and then of IPv6
 * pass		written: "DEVICE igmp|mld PLACE KIND PACKETS": that many of the
 *		family's packets come in by the device to the hooks before
 *		routing (PLACE is "in"), to those of this host's own on the way
 *		out ("out"), or are received and go their way ("through").
 *		KIND is unicast or multicast, of UDP; options: unicast with
 *		hop-by-hop options; or echo: unicast that asks for an echo; the
 *		last two of IPv6 only. Read: picoseconds a packet
 */
#include <linux/etherdevice.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/nsproxy.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#define PAYLOAD		64
#define MAX_PACKETS	1000000		/* as no other softirq runs meanwhile */
#define TTL		64

enum place { IN, OUT, THROUGH };
enum kind { UNICAST, MULTICAST, OPTIONS, ECHO };

static const char *const families[] = { "igmp", "mld" };
static const char *const places[] = { "in", "out", "through" };
static const char *const kinds[] = { "unicast", "multicast", "options", "echo" };

/* Nothing but padding. */
static const u8 options[] = { IPPROTO_UDP, 0, IPV6_TLV_PADN, 4, 0, 0, 0, 0 };

struct state {
	bool stands;
};

static unsigned int state_id;
static u64 ps_each;

static unsigned int accept(void *priv, struct sk_buff *skb,
			   const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

static const struct nf_hook_ops hooks[] = {
	{
		.hook = accept,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP_PRI_LAST,
	}, {
		.hook = accept,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP_PRI_LAST,
	}, {
		.hook = accept,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP6_PRI_LAST,
	}, {
		.hook = accept,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP6_PRI_LAST,
	},
};

static struct net *here(void)
{
	return current->nsproxy->net_ns;
}

static int set_empty(const char *text, const struct kernel_param *param)
{
	struct state *state = net_generic(here(), state_id);
	bool stand;
	int err;

	err = kstrtobool(text, &stand);
	if (err || stand == state->stands)
		return err;
	if (stand)
		err = nf_register_net_hooks(here(), hooks, ARRAY_SIZE(hooks));
	else
		nf_unregister_net_hooks(here(), hooks, ARRAY_SIZE(hooks));
	state->stands = stand && !err;
	return err;
}

static int get_empty(char *text, const struct kernel_param *param)
{
	struct state *state = net_generic(here(), state_id);

	return sysfs_emit(text, "%d\n", state->stands);
}

static int count(struct nf_hook_entries __rcu **place)
{
	struct nf_hook_entries *entries;
	int count;

	rcu_read_lock();
	entries = rcu_dereference(*place);
	count = entries ? entries->num_hook_entries : 0;
	rcu_read_unlock();
	return count;
}

static int get_standing(char *text, const struct kernel_param *param)
{
	struct netns_nf *nf = &here()->nf;

	return sysfs_emit(text, "%d %d %d %d\n",
			  count(&nf->hooks_ipv4[NF_INET_PRE_ROUTING]),
			  count(&nf->hooks_ipv4[NF_INET_LOCAL_OUT]),
			  count(&nf->hooks_ipv6[NF_INET_PRE_ROUTING]),
			  count(&nf->hooks_ipv6[NF_INET_LOCAL_OUT]));
}

static void put_udp(struct sk_buff *skb)
{
	struct udphdr *udp = skb_put_zero(skb, sizeof(*udp) + PAYLOAD);

	udp->source = htons(9);
	udp->dest = htons(9);
	udp->len = htons(sizeof(*udp) + PAYLOAD);
}

static void put_ipv4(struct sk_buff *skb, bool multicast)
{
	struct iphdr *ip = skb_put_zero(skb, sizeof(*ip));

	put_udp(skb);
	*ip = (struct iphdr) {
		.version = 4,
		.ihl = sizeof(*ip) / 4,
		.tot_len = htons(skb->len),
		.ttl = TTL,
		.protocol = IPPROTO_UDP,
		.saddr = htonl(0xc0000263),			/* 192.0.2.99 */
		.daddr = htonl(multicast ? 0xef010203 :		/* 239.1.2.3 */
					   0xc6336402),		/* 198.51.100.2 */
	};
	ip->check = ip_fast_csum(ip, ip->ihl);
}

static void put_echo(struct sk_buff *skb)
{
	struct icmp6hdr *icmp = skb_put_zero(skb, sizeof(*icmp) + PAYLOAD);

	icmp->icmp6_type = ICMPV6_ECHO_REQUEST;
}

static u8 put_behind_ipv6(struct sk_buff *skb, enum kind kind)
{
	switch (kind) {
	case ECHO:
		put_echo(skb);
		return IPPROTO_ICMPV6;
	case OPTIONS:
		skb_put_data(skb, options, sizeof(options));
		put_udp(skb);
		return IPPROTO_HOPOPTS;
	default:
		put_udp(skb);
		return IPPROTO_UDP;
	}
}

static void put_ipv6(struct sk_buff *skb, enum kind kind)
{
	struct ipv6hdr *ip = skb_put_zero(skb, sizeof(*ip));
	u8 next = put_behind_ipv6(skb, kind);

	*ip = (struct ipv6hdr) {
		.version = 6,
		.payload_len = htons(skb->len - sizeof(*ip)),
		.nexthdr = next,
		.hop_limit = TTL,
		.saddr.s6_addr32 = { htonl(0x20010db8), [3] = htonl(0x63) },
		.daddr.s6_addr32 = {
			htonl(kind == MULTICAST ? 0xff150000 : 0x20010db8),
			[3] = htonl(2),
		},
	};
}

static struct sk_buff *new_packet(struct net_device *dev, bool ipv6,
				  enum kind kind)
{
	size_t header = ipv6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);
	struct sk_buff *skb;

	skb = alloc_skb(LL_MAX_HEADER + header + sizeof(options) +
			sizeof(struct udphdr) + PAYLOAD, GFP_KERNEL);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_MAX_HEADER);
	skb_reset_mac_header(skb);
	skb_reset_network_header(skb);
	if (ipv6)
		put_ipv6(skb, kind);
	else
		put_ipv4(skb, kind == MULTICAST);
	skb_set_transport_header(skb, header);
	skb->protocol = htons(ipv6 ? ETH_P_IPV6 : ETH_P_IP);
	skb->pkt_type = kind == MULTICAST ? PACKET_MULTICAST : PACKET_HOST;
	skb->dev = dev;
	return skb;
}

static int arrived(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return 0;
}

/*
 * Constant places, as in the stack: with jump labels the compiler makes of a
 * place without any hook nothing at all.
 */
static __always_inline int pass_all(u8 pf, unsigned int place,
				    struct sk_buff *skb, u32 packets)
{
	struct net_device *in = place == NF_INET_PRE_ROUTING ? skb->dev : NULL;
	struct net_device *out = in ? NULL : skb->dev;
	int err = 0;

	while (packets-- && !err)
		err = NF_HOOK(pf, place, dev_net(skb->dev), NULL, skb, in, out,
			      arrived);
	return err;
}

static int pass_at(bool ipv6, bool out, struct sk_buff *skb, u32 packets)
{
	if (ipv6)
		return out ? pass_all(NFPROTO_IPV6, NF_INET_LOCAL_OUT, skb,
				      packets) :
			     pass_all(NFPROTO_IPV6, NF_INET_PRE_ROUTING, skb,
				      packets);
	return out ? pass_all(NFPROTO_IPV4, NF_INET_LOCAL_OUT, skb, packets) :
		     pass_all(NFPROTO_IPV4, NF_INET_PRE_ROUTING, skb, packets);
}

static int pass(struct sk_buff *skb, bool ipv6, bool out, u32 packets)
{
	/* Who drops it frees it, and ends the loop. */
	int err = pass_at(ipv6, out, skb_get(skb), packets);

	if (!err)
		kfree_skb(skb);
	return err;
}

/* Copies of it, as if a wire had brought them. */
static int pass_through(struct sk_buff *frame, u32 packets)
{
	struct net_device *dev = frame->dev;
	struct sk_buff *skb;

	eth_header(frame, dev, ntohs(frame->protocol), dev->dev_addr, NULL,
		   frame->len);
	while (packets--) {
		skb = netdev_alloc_skb_ip_align(dev, frame->len);
		if (!skb)
			return -ENOMEM;
		skb_put_data(skb, frame->data, frame->len);
		skb->protocol = eth_type_trans(skb, dev);
		netif_receive_skb(skb);
	}
	return 0;
}

static int measure(struct net_device *dev, bool ipv6, int place, int kind,
		   u32 packets)
{
	struct sk_buff *skb = new_packet(dev, ipv6, kind);
	ktime_t start, end;
	int err;

	if (!skb)
		return -ENOMEM;
	local_bh_disable();
	start = ktime_get();
	err = place == THROUGH ? pass_through(skb, packets) :
				 pass(skb, ipv6, place == OUT, packets);
	end = ktime_get();
	local_bh_enable();
	ps_each = div_u64(ktime_to_ns(ktime_sub(end, start)) * 1000, packets);
	kfree_skb(skb);
	return err;
}

static int set_pass(const char *text, const struct kernel_param *param)
{
	char name[IFNAMSIZ], family[8], where[8], what[16];
	int ipv6, place, kind, err;
	struct net_device *dev;
	u32 packets;

	if (sscanf(text, "%15s %7s %7s %15s %u", name, family, where, what,
		   &packets) != 5)
		return -EINVAL;
	ipv6 = match_string(families, ARRAY_SIZE(families), family);
	place = match_string(places, ARRAY_SIZE(places), where);
	kind = match_string(kinds, ARRAY_SIZE(kinds), what);
	if (ipv6 < 0 || place < 0 || kind < 0 || (!ipv6 && kind > MULTICAST) ||
	    !packets || packets > MAX_PACKETS)
		return -EINVAL;

	dev = dev_get_by_name(here(), name);
	if (!dev)
		return -ENODEV;
	err = measure(dev, ipv6, place, kind, packets);
	dev_put(dev);
	return err;
}

static int get_pass(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%llu\n", ps_each);
}

static const struct kernel_param_ops empty_ops = {
	.set = set_empty,
	.get = get_empty,
};

static const struct kernel_param_ops standing_ops = {
	.get = get_standing,
};

static const struct kernel_param_ops pass_ops = {
	.set = set_pass,
	.get = get_pass,
};

module_param_cb(empty, &empty_ops, NULL, 0600);
module_param_cb(standing, &standing_ops, NULL, 0400);
module_param_cb(pass, &pass_ops, NULL, 0600);

/* Also when the module goes: then for every namespace. */
static void __net_exit leave(struct net *net)
{
	struct state *state = net_generic(net, state_id);

	if (state->stands)
		nf_unregister_net_hooks(net, hooks, ARRAY_SIZE(hooks));
}

static struct pernet_operations net_ops = {
	.exit = leave,
	.id = &state_id,
	.size = sizeof(struct state),
};

static int __init hook_stream_init(void)
{
	return register_pernet_subsys(&net_ops);
}

static void __exit hook_stream_exit(void)
{
	unregister_pernet_subsys(&net_ops);
	synchronize_net();
}

module_init(hook_stream_init);
module_exit(hook_stream_exit);
MODULE_DESCRIPTION("An empty netfilter hook, and packets through hooks by the million");
MODULE_LICENSE("GPL");
