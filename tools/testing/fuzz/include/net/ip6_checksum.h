/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_IP6_CHECKSUM_H
#define FUZZ_IP6_CHECKSUM_H

#include <linux/in6.h>
#include <net/checksum.h>

__sum16 csum_ipv6_magic(const struct in6_addr *source,
			const struct in6_addr *destination, u32 len, u8 proto,
			__wsum sum);

#endif /* FUZZ_IP6_CHECKSUM_H */
