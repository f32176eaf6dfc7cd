/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the address families on the side of the device, as
 * struct qr_proto is what differs on the wire.
 */
#ifndef QR_FAMILY_H
#define QR_FAMILY_H

#include "proto.h"

#include <linux/netdevice.h>
#include <linux/skbuff.h>

#define QR_ROUTER_GROUPS	2

/* Indices of families, in the order of @pf. */
enum { QR_INDEX_IPV4, QR_INDEX_IPV6, QR_FAMILIES };

/**
 * struct qr_family - one address family as a device has it
 * @proto: the protocol it runs
 * @index: its place in arrays
 * @ethertype: of its packets
 * @pf: netfilter's name for it
 * @router_groups: where all routers are to be reached; the unspecified address
 *	ends them
 * @is_there: has the kernel this family now? NULL: always. Any context.
 * @owns: is this one of the device's own addresses, such as the protocol sends
 *	from? Any context.
 * @place: how another host with this address stands to the device's subnets:
 *	QR_ORIGIN_SUBNET, also where it cannot be told, QR_ORIGIN_OFF_SUBNET or
 *	QR_ORIGIN_NO_HOST. Any context.
 * @is_elsewhere: is this an address of this host on another device, so that the
 *	stack refuses what comes in from it on this one? NULL: it never does.
 *	RCU held.
 * @best_source: the device's address to send from: the chosen one if that is
 *	possible, or else the best one, or the unspecified one. Any context.
 * @is_settling: may an address be sent from soon that may not yet? NULL: they
 *	all may at once. Any context.
 * @map_mac: the Ethernet address of a multicast group
 * @loop_route: give a packet of this host to the group what it needs to come
 *	in to this host's own stack; false if that is of no use. Atomic context.
 * @format: print an address
 * @parse: read an address; returns 0 or -EINVAL
 */
struct qr_family {
	const struct qr_proto *proto;
	u8 index;
	__be16 ethertype;
	u8 pf;
	union qr_addr router_groups[QR_ROUTER_GROUPS + 1];
	bool (*is_there)(void);
	bool (*owns)(const struct net_device *dev, const union qr_addr *addr);
	enum qr_origin (*place)(const struct net_device *dev,
				const union qr_addr *addr);
	bool (*is_elsewhere)(const struct net_device *dev,
			     const union qr_addr *addr);
	union qr_addr (*best_source)(const struct net_device *dev,
				     const union qr_addr *chosen);
	bool (*is_settling)(const struct net_device *dev);
	void (*map_mac)(const union qr_addr *group, u8 *mac);
	bool (*loop_route)(struct sk_buff *skb, const union qr_addr *group);
	int (*format)(char *buf, size_t size, const union qr_addr *addr);
	int (*parse)(const char *text, union qr_addr *addr);
};

/* Long enough for an address of any family, printed. */
#define QR_ADDR_TEXT	40

extern const struct qr_family qr_ipv4;
extern const struct qr_family qr_ipv6;	/* only with CONFIG_IPV6 */

#endif /* QR_FAMILY_H */
