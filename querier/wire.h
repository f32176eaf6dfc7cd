/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Encoding common to IGMP and MLD: IP options and the tail of v3/v2 queries.
 */
#ifndef QR_WIRE_H
#define QR_WIRE_H

#include "proto.h"

/**
 * struct qr_option_format - how a header writes its options
 * @pad: the option of one byte
 * @end: the option that ends the list; -1: no terminator
 * @uncounted: bytes of an option that its length leaves out
 */
struct qr_option_format {
	u8 pad;
	int end;
	u8 uncounted;
};

/* The end of a query of IGMPv3 or MLDv2. @flags: S flag and QRV. */
struct qr_query_tail {
	u8 flags;
	u8 qqic;
	__be16 source_count;
	u8 sources[];
};

enum qr_verdict qr_wire_parse(const struct qr_proto *proto, const u8 *packet,
			      size_t len, struct qr_msg *msg);

const u8 *qr_wire_find_option(const u8 *at, const u8 *end,
			      const struct qr_option_format *format, u8 type);

enum qr_verdict qr_wire_parse_query_tail(const u8 *at, size_t len, u8 addr_len,
					 struct qr_msg *msg);
size_t qr_wire_query_max(const struct qr_proto *proto, u32 mtu);
struct qr_room qr_wire_source_room(const struct qr_proto *proto, u8 *packet,
				   size_t size);
void qr_wire_build_query_tail(const struct qr_query *query,
			      struct qr_query_tail *tail);

#endif /* QR_WIRE_H */
