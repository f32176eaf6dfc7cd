/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The address families of this kernel: what differs between them on the side
 * of the device, as struct qr_proto is what differs on the wire.
 */
#ifndef QR_FAMILY_H
#define QR_FAMILY_H

#include "proto.h"

#include <linux/netdevice.h>
#include <linux/skbuff.h>

#define QR_ROUTER_GROUPS	2

/* The numbers that netlink gives to their protocols. */
enum { QR_INDEX_IPV4, QR_INDEX_IPV6, QR_FAMILIES };

/**
 * struct qr_family - one address family as a device has it
 * @proto: the protocol it runs
 * @index: of arrays by family, and in netlink
 * @ethertype: of its packets
 * @router_groups: the groups that all routers are in; the unspecified address
 *	ends them
 * @is_present: does the kernel have this family now? NULL: always. Any context.
 * @owns: is this an address of the device that the protocol can send from? Any
 *	context.
 * @classify: the origin of a sender's address: QR_ORIGIN_DUPLICATE, which is
 *	what @owns says, QR_ORIGIN_OFF_SUBNET, QR_ORIGIN_NO_HOST, or
 *	QR_ORIGIN_SUBNET, also if unknown. RCU held.
 * @is_elsewhere: is this an address of another device of this host, so that
 *	the stack refuses packets from it on this device? NULL: it never does.
 *	RCU held.
 * @best_source: the device's address to send from: @chosen if that is usable,
 *	or else the best one, or the unspecified one. Any context.
 * @polls_addresses: no event says when an address becomes usable
 * @is_settling: will an address become usable soon? Only with
 *	@polls_addresses. Any context.
 * @was_fragmented: did the stack join this packet from fragments? Any context.
 * @map_mac: the Ethernet address of a multicast group
 * @loop_route: give a packet the route with which this host's own stack takes
 *	it in; false if there is none, as the host is no member. Atomic context.
 * @format: print an address; QR_ADDR_TEXT bytes are enough
 * @parse: read an address up to a newline at most; sets @end behind it
 * @may_send_from: can queries come from this address, once the device has it?
 *	Any context.
 */
struct qr_family {
	const struct qr_proto *proto;
	u8 index;
	__be16 ethertype;
	union qr_addr router_groups[QR_ROUTER_GROUPS + 1];
	bool (*is_present)(void);
	bool (*owns)(const struct net_device *dev, const union qr_addr *addr);
	enum qr_origin (*classify)(const struct net_device *dev,
				   const union qr_addr *addr);
	bool (*is_elsewhere)(const struct net_device *dev,
			     const union qr_addr *addr);
	union qr_addr (*best_source)(const struct net_device *dev,
				     const union qr_addr *chosen);
	bool polls_addresses;
	bool (*is_settling)(const struct net_device *dev);
	bool (*was_fragmented)(const struct sk_buff *skb);
	void (*map_mac)(const union qr_addr *group, u8 *mac);
	bool (*loop_route)(struct sk_buff *skb, const union qr_addr *group);
	int (*format)(char *buf, size_t size, const union qr_addr *addr);
	bool (*may_send_from)(const union qr_addr *addr);
	bool (*parse)(const char *text, union qr_addr *addr, const char **end);
};

#define QR_ADDR_TEXT	40

extern const struct qr_family qr_ipv4;
extern const struct qr_family qr_ipv6;	/* only with CONFIG_IPV6 */

/* NULL in a kernel without IPv6: ipv6.c is not built there. */
#define QR_IPV6		(IS_ENABLED(CONFIG_IPV6) ? &qr_ipv6 : NULL)

/* In the order of their indices; ends with NULL. */
extern const struct qr_family *const qr_families[];

bool qr_family_is_present(const struct qr_family *family);
int qr_family_parse(const struct qr_family *family, const char *text,
		    union qr_addr *addr);

#endif /* QR_FAMILY_H */
