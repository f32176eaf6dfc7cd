/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_IPV6_H
#define FUZZ_IPV6_H

#include <linux/in6.h>
#include <linux/types.h>

#include <string.h>

#define NEXTHDR_HOP		0
#define NEXTHDR_ROUTING		43
#define NEXTHDR_FRAGMENT	44
#define NEXTHDR_ICMP		58
#define NEXTHDR_DEST		60
#define IP6_OFFSET		0xfff8
#define IP6_MF			1

#define IPV6_ADDR_SCOPE_NODELOCAL	1
#define IPV6_ADDR_MC_SCOPE(addr)	((addr)->s6_addr[1] & 15)
#define IN6ADDR_LINKLOCAL_ALLROUTERS_INIT				\
	{ { { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 } } }
#define IN6ADDR_LINKLOCAL_ALLNODES_INIT					\
	{ { { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } } }
#define ipv6_optlen(header)	(((header)->hdrlen + 1) << 3)

struct frag_hdr {
	u8 nexthdr;
	u8 reserved;
	__be16 frag_off;
	__be32 identification;
};

static inline bool ipv6_addr_equal(const struct in6_addr *a,
				   const struct in6_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline bool ipv6_addr_is_multicast(const struct in6_addr *addr)
{
	return addr->s6_addr[0] == 0xff;
}

static inline bool ipv6_addr_loopback(const struct in6_addr *addr)
{
	static const struct in6_addr loopback = { .s6_addr[15] = 1 };

	return ipv6_addr_equal(addr, &loopback);
}

#endif /* FUZZ_IPV6_H */
