// SPDX-License-Identifier: GPL-2.0
#include "tx.h"

#include <linux/etherdevice.h>
#include <linux/pkt_sched.h>

/**
 * qr_tx_build() - write a query
 * @dev: device it is for
 * @family: its address family
 * @query: what to ask
 *
 * Context: softirq, maybe under a spinlock.
 *
 * Return: the packet, still without a frame around it, or NULL without memory.
 */
struct sk_buff *qr_tx_build(struct net_device *dev,
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
 * like anybody's (RFC 9776 section 5, RFC 9777 section 6): give its stack a
 * copy, the way dev_loopback_xmit() does, which insists on a route. Without
 * membership or memory there is none.
 */
static void loop_back(struct sk_buff *skb, const struct qr_family *family,
		      const union qr_addr *destination)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (!copy)
		return;
	if (!family->loop_route(copy, destination)) {
		kfree_skb(copy);
		return;
	}
	skb_reset_mac_header(copy);
	copy->pkt_type = PACKET_LOOPBACK;
	copy->ip_summed = CHECKSUM_UNNECESSARY;
	netif_rx(copy);
}

/**
 * qr_tx_send() - send a query
 * @skb: of qr_tx_build(); may be NULL, which fails. Consumed.
 * @family: its address family
 * @destination: where it goes
 *
 * Context: softirq, no lock held, the device up. The frame's source address is
 * the device's as it is now.
 *
 * Return: 0 or a negative error: the device did not take it.
 */
int qr_tx_send(struct sk_buff *skb, const struct qr_family *family,
	       const union qr_addr *destination)
{
	u8 mac[ETH_ALEN];
	int err;

	if (!skb)
		return -ENOMEM;

	/* While there is no frame yet: a VLAN's header is not for the stack. */
	loop_back(skb, family, destination);

	family->map_mac(destination, mac);
	if (dev_hard_header(skb, skb->dev, ntohs(family->ethertype), mac, NULL,
			    skb->len) < 0) {
		kfree_skb(skb);
		return -EINVAL;
	}
	skb_reset_mac_header(skb);
	err = dev_queue_xmit(skb);
	return err > 0 ? net_xmit_errno(err) : err;
}
