/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_MLD_H
#define FUZZ_MLD_H

#include <linux/icmpv6.h>
#include <linux/in6.h>

struct mld_msg {
	struct icmp6hdr mld_hdr;
	struct in6_addr mld_mca;
};

#define mld_type	mld_hdr.icmp6_type
#define mld_cksum	mld_hdr.icmp6_cksum
#define mld_maxdelay	mld_hdr.icmp6_maxdelay

#endif /* FUZZ_MLD_H */
