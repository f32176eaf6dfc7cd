// SPDX-License-Identifier: GPL-2.0
#include "tx.h"

#include <linux/etherdevice.h>
#include <linux/pkt_sched.h>

static struct sk_buff *new_packet(struct net_device *dev,
				  const struct qr_family *family,
				  const struct qr_query *query)
{
	size_t size = family->proto->query_size(query);
	int headroom = LL_RESERVED_SPACE(dev);	/* may grow at any time */
	struct sk_buff *skb;

	skb = alloc_skb(headroom + size + dev->needed_tailroom, GFP_ATOMIC);
	if (!skb)
		return NULL;

	skb_reserve(skb, headroom);
	skb_reset_network_header(skb);
	family->proto->build(query, skb_put(skb, size));

	skb->dev = dev;
	skb->protocol = family->ethertype;
	skb->priority = TC_PRIO_CONTROL;
	return skb;
}

/*
 * A host does not hear what it sends, but its own groups are to be reported
 * like anybody's (RFC 9776 section 5): give its stack a copy, the way
 * ip_mc_output() does. Without membership or memory there is none.
 */
static void loop_back(struct sk_buff *skb, const struct qr_family *family,
		      const union qr_addr *destination)
{
	struct net_device *dev = skb->dev;
	struct dst_entry *dst;
	struct sk_buff *copy;

	dst = family->loop_route(dev, destination);
	if (!dst)
		return;

	copy = skb_clone(skb, GFP_ATOMIC);
	if (!copy) {
		dst_release(dst);
		return;
	}
	skb_dst_set(copy, dst);
	dev_loopback_xmit(dev_net(dev), NULL, copy);
}

/**
 * qr_tx() - send a query
 * @dev: device to send it on, up
 * @family: its address family
 * @query: what to ask
 *
 * Context: softirq, no lock held. The frame's source address is the device's
 * as it is now.
 *
 * Return: 0 or a negative error: the device did not take it.
 */
int qr_tx(struct net_device *dev, const struct qr_family *family,
	  const struct qr_query *query)
{
	const union qr_addr *destination;
	struct sk_buff *skb;
	u8 mac[ETH_ALEN];
	int err;

	skb = new_packet(dev, family, query);
	if (!skb)
		return -ENOMEM;

	destination = qr_query_destination(family->proto, query);
	/* While there is no frame yet: a VLAN's header is not for the stack. */
	loop_back(skb, family, destination);

	family->map_mac(destination, mac);
	if (dev_hard_header(skb, dev, ntohs(family->ethertype), mac, NULL,
			    skb->len) < 0) {
		kfree_skb(skb);
		return -EINVAL;
	}
	skb_reset_mac_header(skb);
	err = dev_queue_xmit(skb);
	return err > 0 ? net_xmit_errno(err) : err;
}
