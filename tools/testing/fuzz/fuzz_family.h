/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzzer has to know of a protocol beside its struct qr_proto. One
 * more is a file like igmp.c and a line in fuzz_family.c.
 */
#ifndef FUZZ_FAMILY_H
#define FUZZ_FAMILY_H

#include "proto.h"

/**
 * struct fuzz_family - one protocol
 * @proto: the protocol
 * @host: write the address of one of 15 hosts, number 1 the lowest
 * @group: write one of 256 groups: most of them ordinary, some special, some
 *	that no group can be
 * @mend: set right what a random packet never has right, as flags say
 */
struct fuzz_family {
	const struct qr_proto *proto;
	void (*host)(union qr_addr *addr, u8 number);
	void (*group)(union qr_addr *addr, u8 number);
	void (*mend)(u8 *packet, size_t len, u8 flags);
};

extern const struct fuzz_family fuzz_igmp;
extern const struct fuzz_family fuzz_mld;

extern const struct fuzz_family *const fuzz_families[];
extern const size_t fuzz_family_count;

/* For @mend, each alone. */
#define MEND_HEADER	1	/* lengths, protocol, hop limit */
#define MEND_SUM	2	/* the message's checksum */
#define MEND_ADDRESSES	4	/* from a host, to where queries go */
#define MEND_ROUTERS	8	/* to where leaves belong */

#endif /* FUZZ_FAMILY_H */
