// SPDX-License-Identifier: GPL-2.0
/*
 * What the core calls in the kernel, beside the trees and queues, which are the
 * kernel's own.
 */
#include "kernel.h"

#include <asm/byteorder.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <net/ip6_checksum.h>

#include <stdlib.h>
#include <string.h>

size_t fuzz_live;
size_t fuzz_failing;
size_t fuzz_walked;

void *kzalloc(size_t size, gfp_t gfp)
{
	if (fuzz_failing && !--fuzz_failing)
		return NULL;
	fuzz_live++;
	return calloc(1, size);
}

void kfree(const void *object)
{
	fuzz_live -= !!object;
	free((void *)object);
}

struct rb_node *__real_rb_next(const struct rb_node *node);
struct rb_node *__wrap_rb_next(const struct rb_node *node);

/* The linker puts it in front of rb_next(). */
struct rb_node *__wrap_rb_next(const struct rb_node *node)
{
	fuzz_walked++;
	return __real_rb_next(node);
}

/* RFC 1071, on the bytes in their order in memory. */
__wsum csum_partial(const void *data, int len, __wsum sum)
{
	const u8 *at = data;
	u64 total = sum;
	u16 word;

	for (; len > 0; len -= 2, at += 2) {
		word = 0;
		memcpy(&word, at, len > 1 ? 2 : 1);
		total += word;
	}
	while (total >> 32)
		total = (total & 0xffffffff) + (total >> 32);
	return total;
}

static u16 fold(u32 sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

u16 ip_compute_csum(const void *data, int len)
{
	return fold(csum_partial(data, len, 0));
}

__sum16 csum_ipv6_magic(const struct in6_addr *source,
			const struct in6_addr *destination, u32 len, u8 proto,
			__wsum sum)
{
	__be32 rest[2] = { htonl(len), htonl(proto) };

	sum = csum_partial(source, sizeof(*source), sum);
	sum = csum_partial(destination, sizeof(*destination), sum);
	return fold(csum_partial(rest, sizeof(rest), sum));
}
