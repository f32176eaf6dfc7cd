/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The language between the wire and the engine: what was heard, and what is
 * to be asked. Only lists stay as they are on the wire: both families write
 * them alike (see record.h).
 */
#ifndef QR_MSG_H
#define QR_MSG_H

#include "addr.h"

/**
 * enum qr_msg_type - what a message is
 * @QR_MSG_QUERY: a query
 * @QR_MSG_REPORT: a report, of any version
 * @QR_MSG_LEAVE: a leave of IGMPv2, a done of MLDv1
 * @QR_MSG_SOLICITATION: a switch asks for a general query
 */
enum qr_msg_type {
	QR_MSG_QUERY,
	QR_MSG_REPORT,
	QR_MSG_LEAVE,
	QR_MSG_SOLICITATION,
};

/**
 * enum qr_origin - how the sender stands to the link, which the packet does not say
 * @QR_ORIGIN_SUBNET: on the link, or it cannot be told
 * @QR_ORIGIN_OFF_SUBNET: on none of them
 * @QR_ORIGIN_NO_HOST: on one, but with the network or broadcast address, which is
 *	no host's
 * @QR_ORIGIN_OWN: this host's own query, come back in; what this host itself
 *	reports counts like anybody's
 * @QR_ORIGIN_DUPLICATE: somebody else sent it with the link's own address
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
 * @at: the first item, inside of the packet
 * @len: octets there are
 * @count: items there ought to be; for the sources of a query, which the
 *	parser has checked, there are
 */
struct qr_list {
	const u8 *at;
	size_t len;
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

/**
 * struct qr_msg - a message heard, decoded and found well-formed
 * @type: what it is
 * @origin: filled in behind the parser, which does not know
 * @version: of the protocol
 * @router_alert: the packet had the option
 * @suppress: S flag of a query: timers are not to be lowered
 * @source: who sent it
 * @group: which group it is about; unspecified in a general query and in
 *	reports that list records
 * @list: the sources of a query, or the group records of a report
 * @max_resp_ms: Max Resp Time of a query
 * @robustness: QRV of a query, 0 if it has none
 * @query_interval_ms: QQI of a query, 0 if it has none
 */
struct qr_msg {
	enum qr_msg_type type;
	enum qr_origin origin;
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

/**
 * struct qr_query - a query to send
 * @version: of the protocol
 * @source: address to send from
 * @group: group to ask for; unspecified: a general query
 * @max_resp_ms: Max Resp Time
 * @robustness: Robustness Variable
 * @query_interval_ms: Query Interval
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
