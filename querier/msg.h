/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The language between the wire and the engine: what was heard, and what is
 * to be asked. Only lists stay as they are on the wire: both families write
 * them alike (see record.h).
 */
#ifndef QR_MSG_H
#define QR_MSG_H

#include "addr.h"

#define QR_MAC_LEN	6	/* bytes */

/* LEAVE is also MLDv1's done; a switch solicits a general query. */
enum qr_msg_type {
	QR_MSG_QUERY,
	QR_MSG_REPORT,
	QR_MSG_LEAVE,
	QR_MSG_SOLICITATION,
};

/**
 * enum qr_origin - the sender's relation to the link, unknown to the parser
 * @QR_ORIGIN_SUBNET: on one of the link's subnets, or that cannot be told
 * @QR_ORIGIN_OFF_SUBNET: on none of them
 * @QR_ORIGIN_NO_HOST: the network or broadcast address of one
 * @QR_ORIGIN_OWN: this host's own query, looped back; its reports count like
 *	any other host's
 * @QR_ORIGIN_DUPLICATE: another host sent it with the link's own address
 */
enum qr_origin {
	QR_ORIGIN_SUBNET,
	QR_ORIGIN_OFF_SUBNET,
	QR_ORIGIN_OWN,
	QR_ORIGIN_DUPLICATE,
	QR_ORIGIN_NO_HOST,
};

/**
 * struct qr_list - what a message lists, as it is on the wire
 * @at: the first item, inside the packet
 * @len: bytes of all
 * @count: items announced; of a query's sources, which the parser has checked,
 *	all are there
 */
struct qr_list {
	const u8 *at;
	u32 len;
	u16 count;
};

/**
 * struct qr_room - memory for the sources of one query
 * @at: the first byte
 * @size: bytes, enough for one source at least
 */
struct qr_room {
	u8 *at;
	size_t size;
};

/*
 * struct qr_msg - a message heard, decoded and well-formed
 * @origin: filled in after the parser
 * @mac: the sender's Ethernet address, or zeros; filled in after the parser
 * @is_ours: this host sent it; filled in after the parser
 * @suppress: S flag of a query: timers are not to be lowered
 * @source: the sender
 * @group: the group; unspecified in a general query and in a report of records
 * @list: the sources of a query, or the group records of a report
 * @max_resp_ms: Max Resp Time of a query
 * @robustness: QRV of a query, 0 if it has none
 * @query_interval_ms: QQI of a query, 0 if it has none
 *
 * Not cleared before the parser, which sets all that is not filled in after it.
 */
struct qr_msg {
	enum qr_msg_type type;
	enum qr_origin origin;
	u8 mac[QR_MAC_LEN];
	bool is_ours;
	u8 version;
	bool router_alert;
	bool suppress;
	union qr_addr source;
	union qr_addr group;
	struct qr_list list;
	u32 max_resp_ms;
	u32 robustness;
	u32 query_interval_ms;
};

/*
 * struct qr_query - a query to send
 * @group: group to ask for; unspecified: a general query
 * @suppress: S flag: routers are not to lower their timers
 * @list: sources to ask for, as they are on the wire, in the caller's room;
 *	empty: all of them
 *
 * The values are as configured; the builder fits them into the fields.
 */
struct qr_query {
	u8 version;
	union qr_addr source;
	union qr_addr group;
	u32 max_resp_ms;
	u32 robustness;
	u32 query_interval_ms;
	bool suppress;
	struct qr_list list;
};

#endif /* QR_MSG_H */
