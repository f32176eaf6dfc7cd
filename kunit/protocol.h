/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The protocols, and addresses and messages to test them with.
 */
#ifndef QR_PROTOCOL_H
#define QR_PROTOCOL_H

#include "proto.h"

#include <kunit/test.h>

/*
 * Addresses: V4(10, 0, 0, 1), and the unspecified one. Initialised as v6, which
 * fills the whole union.
 */
#define V4(a, b, c, d)							\
	((union qr_addr) { .v6.s6_addr = { (a), (b), (c), (d) } })
#define UNSPEC		V4(0, 0, 0, 0)

/* V6(0xff02, 0, 0, 0, 0, 0, 0, 1), and fe80::n. */
#define V6(a, b, c, d, e, f, g, h)					\
	((union qr_addr) { .v6.s6_addr16 = {				\
		cpu_to_be16(a), cpu_to_be16(b), cpu_to_be16(c),		\
		cpu_to_be16(d), cpu_to_be16(e), cpu_to_be16(f),		\
		cpu_to_be16(g), cpu_to_be16(h) } })
#define LL(n)		V6(0xfe80, 0, 0, 0, 0, 0, 0, (n))

/* The link's own address in all tests, unless they change it. */
#define OWN		V4(10, 0, 0, 5)
#define LOWER		V4(10, 0, 0, 1)
#define LOWER_TOO	V4(10, 0, 0, 2)
#define HIGHER		V4(10, 0, 0, 9)

/**
 * struct family - a protocol, and addresses to test it with
 * @proto: the protocol
 * @own: the link's own address
 * @lower: another host's that wins elections against it
 * @higher: another host's that loses them
 * @group: what groups are counted from, see address()
 * @source: what sources are counted from
 */
struct family {
	const struct qr_proto *proto;
	union qr_addr own;
	union qr_addr lower;
	union qr_addr higher;
	union qr_addr group;
	union qr_addr source;
};

enum family_id { IGMP, MLD };

/* What is the same in all protocols is tested with each. */
extern const struct family families[];
extern const size_t family_count;

#define for_each_family(family)						\
	for (family = families; family < families + family_count; family++)

union qr_addr address(const struct family *family, union qr_addr base,
		      unsigned int number);
unsigned int number_of(const struct family *family, const union qr_addr *addr);

struct qr_msg general_query(u8 version, union qr_addr source);

#define EXPECT_ADDR(test, addr, expected)				\
	KUNIT_EXPECT_EQ(test, be32_to_cpu((addr).v4),			\
			be32_to_cpu((expected).v4))

/* Addresses of either family; a failure shows both. */
#define EXPECT_ADDR6(test, addr, expected) do {				\
	union qr_addr _got = (addr), _wanted = (expected);		\
									\
	KUNIT_EXPECT_TRUE_MSG(test, qr_addr_equal(&_got, &_wanted),	\
			      "expected %pI6c, got %pI6c",		\
			      &_wanted.v6, &_got.v6);			\
} while (0)

#endif /* QR_PROTOCOL_H */
