// SPDX-License-Identifier: GPL-2.0
#include "tx.h"
#include "wire.h"

#include <linux/etherdevice.h>
#include <linux/pkt_sched.h>

static struct sk_buff *alloc(struct net_device *dev, size_t size)
{
	int headroom = LL_RESERVED_SPACE(dev);	/* may grow at any time */
	struct sk_buff *skb;

	skb = alloc_skb(headroom + size + dev->needed_tailroom,
			GFP_ATOMIC | __GFP_NOWARN);
	if (skb)
		skb_reserve(skb, headroom);
	return skb;
}

/**
 * qr_tx_alloc() - get memory for the next query
 * @tx: filled in; qr_tx_send() or qr_tx_free() is to follow
 * @dev: device it is for
 * @family: its address family
 *
 * The query may be as long as the device's MTU. With less memory its room is
 * smaller: more queries go out, for fewer sources each.
 *
 * Context: softirq.
 */
void qr_tx_alloc(struct qr_tx *tx, struct net_device *dev,
		 const struct qr_family *family)
{
	const struct qr_proto *proto = family->proto;
	size_t size = qr_wire_query_max(proto, READ_ONCE(dev->mtu));

	tx->skb = alloc(dev, size);
	for (; !tx->skb && size / 2 >= qr_wire_query_max(proto, 0); size /= 2)
		tx->skb = alloc(dev, size / 2);

	tx->room.at = tx->spare;
	tx->room.size = sizeof(tx->spare);
	if (!tx->skb)
		return;
	tx->room = qr_wire_source_room(proto, tx->skb->data, size);
	tx->skb->dev = dev;
	tx->skb->protocol = family->ethertype;
	tx->skb->priority = TC_PRIO_CONTROL;
}

/**
 * qr_tx_free() - there is no query to send
 * @tx: of qr_tx_alloc()
 */
void qr_tx_free(struct qr_tx *tx)
{
	consume_skb(tx->skb);
}

static void build(struct sk_buff *skb, const struct qr_proto *proto,
		  const struct qr_query *query)
{
	skb_reset_network_header(skb);
	proto->build(query, skb_put(skb, proto->query_size(query)));
}

/**
 * qr_tx_send() - send a query
 * @tx: of qr_tx_alloc(); consumed
 * @family: its address family
 * @query: the query, its sources in the room of @tx
 *
 * Context: softirq, no lock held, the device up. The frame's source address is
 * the device's as it is now.
 *
 * Return: 0 or a negative error: the device did not take it, or -ENOMEM.
 */
int qr_tx_send(struct qr_tx *tx, const struct qr_family *family,
	       const struct qr_query *query)
{
	const union qr_addr *destination =
		qr_proto_destination(family->proto, query);
	struct sk_buff *skb = tx->skb;
	u8 mac[ETH_ALEN];
	int err;

	if (!skb)
		return -ENOMEM;

	build(skb, family->proto, query);
	if (skb_headroom(skb) < LL_RESERVED_SPACE(skb->dev) &&
	    skb_cow_head(skb, LL_RESERVED_SPACE(skb->dev))) {
		kfree_skb(skb);
		return -ENOMEM;
	}

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

/**
 * qr_tx_loop_back() - let this host's own stack hear a query
 * @dev: the device
 * @family: its address family
 * @query: the query
 *
 * A host does not hear its own queries, but must report its own groups like any
 * other (RFC 9776 section 5, RFC 9777 section 6). The packet is as
 * dev_loopback_xmit() makes it; IPv4 needs a route. Without membership or memory
 * the stack hears nothing.
 *
 * Context: softirq, no lock held, the device up.
 */
void qr_tx_loop_back(struct net_device *dev, const struct qr_family *family,
		     const struct qr_query *query)
{
	const struct qr_proto *proto = family->proto;
	struct sk_buff *skb = alloc(dev, proto->query_size(query));

	if (!skb)
		return;
	skb->dev = dev;
	skb->protocol = family->ethertype;
	if (!family->loop_route(skb, qr_proto_destination(proto, query))) {
		kfree_skb(skb);
		return;
	}
	build(skb, proto, query);
	skb_reset_mac_header(skb);
	skb->pkt_type = PACKET_LOOPBACK;
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	netif_rx(skb);
}
