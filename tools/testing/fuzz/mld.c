// SPDX-License-Identifier: GPL-2.0
#include "fuzz_family.h"

#include <linux/icmpv6.h>
#include <linux/in6.h>
#include <linux/ipv6.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>

/* Hop-by-hop options that hold a Router Alert and padding. */
static const u8 alert[8] = { NEXTHDR_ICMP, 0, 5, 2, 0, 0, 1, 0 };

static void host(union qr_addr *addr, u8 number)
{
	*addr = (union qr_addr) {
		.v6.s6_addr = { 0xfe, 0x80, [15] = number },
	};
}

static void group(union qr_addr *addr, u8 number)
{
	static const u8 special[][3] = {
		{ 0xff, 2, 1 }, { 0xff, 2, 2 }, { 0xff, 2, 22 }, { 0xff, 0, 9 },
		{ 0xff, 1, 9 }, { 0xff, 0x3e, 0 }, { 0xff, 0x32, 9 },
		{ 0xff, 0x31, 9 }, { 0, 0, 0 }, { 0, 0, 1 }, { 0xfe, 0x80, 1 },
	};
	u8 left = 255 - number;

	*addr = (union qr_addr) {
		.v6.s6_addr = { 0xff, 0x15, [15] = number },
	};
	if (left >= ARRAY_SIZE(special))
		return;
	addr->v6.s6_addr[0] = special[left][0];
	addr->v6.s6_addr[1] = special[left][1];
	addr->v6.s6_addr[15] = special[left][2];
}

static void mend(u8 *packet, size_t len, u8 flags)
{
	static const struct in6_addr all_nodes =
		IN6ADDR_LINKLOCAL_ALLNODES_INIT;
	static const struct in6_addr all_routers =
		IN6ADDR_LINKLOCAL_ALLROUTERS_INIT;
	struct ipv6hdr *ip = (struct ipv6hdr *)packet;
	size_t payload = len - sizeof(*ip) - sizeof(alert);
	struct icmp6hdr *icmp;

	if (len < sizeof(*ip) + sizeof(alert) + sizeof(*icmp))
		return;
	if (flags & MEND_HEADER) {
		ip->version = 6;
		ip->payload_len = htons(len - sizeof(*ip));
		ip->nexthdr = NEXTHDR_HOP;
		ip->hop_limit = 1;
		memcpy(ip + 1, alert, sizeof(alert));
	}
	if (flags & MEND_ADDRESSES) {
		ip->saddr.s6_addr[0] = 0xfe;
		ip->saddr.s6_addr[1] = 0x80;
		ip->daddr = all_nodes;
	}
	if (flags & MEND_ROUTERS)
		ip->daddr = all_routers;
	if (!(flags & MEND_SUM))
		return;
	icmp = (struct icmp6hdr *)(packet + len - payload);
	icmp->icmp6_cksum = 0;
	icmp->icmp6_cksum = csum_ipv6_magic(&ip->saddr, &ip->daddr, payload,
					    IPPROTO_ICMPV6,
					    csum_partial(icmp, payload, 0));
}

const struct fuzz_family fuzz_mld = {
	.proto = &qr_mld,
	.host = host,
	.group = group,
	.mend = mend,
};
