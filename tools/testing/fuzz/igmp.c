// SPDX-License-Identifier: GPL-2.0
#include "fuzz_family.h"

#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <net/checksum.h>

/* Some that are lower than those of 169.254/16, some that are higher, and these. */
static void host(union qr_addr *addr, u8 number)
{
	static const u32 nets[] = { 0x0a000000, 0xc0a80000, 0xa9fe0000 };

	addr->v4 = htonl(nets[number % 16 / 6] + number);
}

static void group(union qr_addr *addr, u8 number)
{
	static const u32 special[] = {
		0xe0000001, 0xe0000002, 0xe0000016, 0xe00000fb, 0xe8000000,
		0xe8010203, 0xe8ffffff, 0xe9000000, 0xefffffff, 0xf0000000,
		0xdfffffff, 0, 0x0a000001, 0xffffffff,
	};
	u32 value = 0xef010000 + number;

	if (number >= 256 - ARRAY_SIZE(special))
		value = special[255 - number];
	addr->v4 = htonl(value);
}

static void mend_header(struct iphdr *ip, size_t len)
{
	ip->version = 4;
	if (ip->ihl < 5 || ip->ihl * 4U > len)
		ip->ihl = 5;
	ip->tot_len = htons(len);
	ip->frag_off = 0;
	ip->ttl = 1;
	ip->protocol = IPPROTO_IGMP;
}

static void mend(u8 *packet, size_t len, u8 flags)
{
	struct iphdr *ip = (struct iphdr *)packet;
	struct igmphdr *igmp;

	if (len < sizeof(*ip))
		return;
	if (flags & MEND_HEADER)
		mend_header(ip, len);
	if (flags & MEND_ADDRESSES) {
		ip->saddr = htonl(0x0a000000 | (ntohl(ip->saddr) & 15));
		ip->daddr = htonl(INADDR_ALLHOSTS_GROUP);
	}
	if (flags & MEND_ROUTERS)
		ip->daddr = htonl(INADDR_ALLRTRS_GROUP);
	if (!(flags & MEND_SUM) || ip->ihl * 4U + sizeof(*igmp) > len)
		return;
	igmp = (struct igmphdr *)(packet + ip->ihl * 4);
	igmp->csum = 0;
	igmp->csum = ip_compute_csum(igmp, len - ip->ihl * 4);
}

const struct fuzz_family fuzz_igmp = {
	.proto = &qr_igmp,
	.host = host,
	.group = group,
	.mend = mend,
};
