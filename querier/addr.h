/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One address type for both families.
 *
 * An IPv4 address fills the first four bytes and leaves the rest zero, so that
 * equality and "is there one" need not know the family. Order does, and is the
 * family's (see proto.h).
 */
#ifndef QR_ADDR_H
#define QR_ADDR_H

#include <asm/byteorder.h>
#include <linux/in6.h>
#include <linux/string.h>
#include <linux/types.h>

union qr_addr {
	/* First, as it fills the union: "{}" clears no more than this. */
	struct in6_addr v6;
	__be32 v4;
	__be64 words[2];
};

/* Addresses on the wire, where nothing is aligned. */
struct qr_wire_v4 {
	__be32 addr;
} __packed;

struct qr_wire_v6 {
	struct in6_addr addr;
} __packed;

static inline union qr_addr qr_addr_v4(__be32 v4)
{
	union qr_addr addr = {};

	addr.v4 = v4;
	return addr;
}

/* An address of @len bytes, as it is on the wire. */
static inline union qr_addr qr_addr_read(const u8 *at, u8 len)
{
	union qr_addr addr;

	if (len == sizeof(__be32))
		return qr_addr_v4(((const struct qr_wire_v4 *)at)->addr);
	addr.v6 = ((const struct qr_wire_v6 *)at)->addr;
	return addr;
}

/* By words: a call of memcmp() takes longer than the comparison. */
static inline bool qr_addr_equal(const union qr_addr *a,
				 const union qr_addr *b)
{
	return a->words[0] == b->words[0] && a->words[1] == b->words[1];
}

/* The unspecified address: 0.0.0.0 or ::. */
static inline bool qr_addr_any(const union qr_addr *addr)
{
	return !addr->words[0] && !addr->words[1];
}

/* fe80::/10 */
static inline bool qr_addr_is_link_local(const union qr_addr *addr)
{
	return (addr->v6.s6_addr32[0] & cpu_to_be32(0xffc00000)) ==
	       cpu_to_be32(0xfe800000);
}

#endif /* QR_ADDR_H */
