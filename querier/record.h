/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Group records and source lists. IGMPv3 and MLDv2 write them alike but for
 * the length of an address (RFC 9776 4.2.4 to 4.2.12, RFC 9777 5.2.5 to
 * 5.2.13).
 */
#ifndef QR_RECORD_H
#define QR_RECORD_H

#include "proto.h"

/**
 * enum qr_record_type - what a record says, numbered as on the wire
 * @QR_IS_IN: the filter mode is INCLUDE
 * @QR_IS_EX: the filter mode is EXCLUDE
 * @QR_TO_IN: it has changed to INCLUDE
 * @QR_TO_EX: it has changed to EXCLUDE
 * @QR_ALLOW: more sources are wanted than before
 * @QR_BLOCK: fewer sources are wanted than before
 * @QR_RECORD_TYPES: one more than the last
 */
enum qr_record_type {
	QR_IS_IN	= 1,
	QR_IS_EX	= 2,
	QR_TO_IN	= 3,
	QR_TO_EX	= 4,
	QR_ALLOW	= 5,
	QR_BLOCK	= 6,
	QR_RECORD_TYPES,
};

/**
 * struct qr_record - one group record
 * @type: an enum qr_record_type, or an unknown value
 * @group: the multicast group it is about
 * @sources: its source list; all of it is there
 */
struct qr_record {
	u8 type;
	union qr_addr group;
	struct qr_list sources;
};

bool qr_record_is_leave(const struct qr_record *record);
enum qr_verdict qr_record_admit(const struct qr_record *record,
				const struct qr_msg *msg,
				const struct qr_proto *proto);

struct qr_list qr_record_list(const u8 *report, size_t len);
enum qr_verdict qr_record_next(struct qr_list *records,
			       const struct qr_proto *proto,
			       struct qr_record *record);

/* @i: less than the count of the list. */
static inline union qr_addr qr_record_source(const struct qr_list *list,
					     u8 addr_len, unsigned int i)
{
	return qr_addr_read(list->at + i * addr_len, addr_len);
}

#endif /* QR_RECORD_H */
