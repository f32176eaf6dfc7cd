// SPDX-License-Identifier: GPL-2.0
#include "protocol.h"

#include <linux/kernel.h>

/**
 * general_query() - a query with the RFC's defaults, heard on the subnet
 * @version: of IGMP; what MLD has otherwise is for the test to change
 * @source: who sent it
 */
struct qr_msg general_query(u8 version, union qr_addr source)
{
	struct qr_msg msg = {
		.type = QR_MSG_QUERY,
		.origin = QR_ORIGIN_SUBNET,
		.version = version,
		.router_alert = version > 1,
		.source = source,
		.max_resp_ms = 10000,
	};

	if (version == 3) {
		msg.robustness = 2;
		msg.query_interval_ms = 125000;
	}
	return msg;
}

const struct family families[] = {
	[IGMP] = {
		.proto = &qr_igmp,
		.own = OWN,
		.lower = LOWER,
		.higher = HIGHER,
		.group = V4(239, 1, 0, 0),
		.source = V4(198, 18, 0, 0),
	},
	[MLD] = {
		.proto = &qr_mld,
		.own = V6(0xfe80, 0, 0, 0, 0, 0, 0, 5),
		.lower = V6(0xfe80, 0, 0, 0, 0, 0, 0, 1),
		.higher = V6(0xfe80, 0, 0, 0, 0, 0, 0, 9),
		.group = V6(0xff15, 0, 0, 0, 0, 0, 0, 0),
		.source = V6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0),
	},
};

const size_t family_count = ARRAY_SIZE(families);

/**
 * address() - an address that a number stands for
 * @family: whose addresses
 * @base: the address to count from, as @group or @source of the family
 * @number: stored in its last two bytes
 */
union qr_addr address(const struct family *family, union qr_addr base,
		      unsigned int number)
{
	u8 *last = base.v6.s6_addr + family->proto->addr_len - 2;

	last[0] = number >> 8;
	last[1] = number;
	return base;
}

/**
 * number_of() - the number that an address stands for
 * @family: whose addresses
 * @addr: one made by address()
 */
unsigned int number_of(const struct family *family, const union qr_addr *addr)
{
	const u8 *last = addr->v6.s6_addr + family->proto->addr_len - 2;

	return last[0] << 8 | last[1];
}
