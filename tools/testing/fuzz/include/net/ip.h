/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_IP_H
#define FUZZ_IP_H

#include <linux/types.h>
#include <net/checksum.h>

#define IP_MF		0x2000
#define IP_DF		0x4000
#define IP_OFFSET	0x1fff

#define ip_fast_csum(header, words)	ip_compute_csum(header, (words) * 4)
#define ip_is_fragment(ip)						\
	(!!((ip)->frag_off & htons(IP_MF | IP_OFFSET)))

static inline bool ipv4_is_loopback(__be32 addr)
{
	return (addr & htonl(0xff000000)) == htonl(0x7f000000);
}

static inline bool ipv4_is_multicast(__be32 addr)
{
	return (addr & htonl(0xf0000000)) == htonl(0xe0000000);
}

static inline bool ipv4_is_linklocal_169(__be32 addr)
{
	return (addr & htonl(0xffff0000)) == htonl(0xa9fe0000);
}

static inline bool ipv4_is_lbcast(__be32 addr)
{
	return addr == htonl(0xffffffff);
}

#endif /* FUZZ_IP_H */
