/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The language between the wire and the engine: what was heard, and what is
 * to be asked. Neither holds a byte as it is on the wire.
 */
#ifndef QR_MSG_H
#define QR_MSG_H

#include "addr.h"

enum qr_msg_type {
	QR_MSG_QUERY,
	QR_MSG_REPORT,
	QR_MSG_LEAVE,
};

/**
 * enum qr_origin - how the sender stands to the link, which only the link knows
 * @QR_ORIGIN_SUBNET: on one of its subnets, or it cannot be told
 * @QR_ORIGIN_OFF_SUBNET: on none of them
 * @QR_ORIGIN_OWN: this host sent it on this link
 * @QR_ORIGIN_DUPLICATE: somebody else sent it with the link's own address
 */
enum qr_origin {
	QR_ORIGIN_SUBNET,
	QR_ORIGIN_OFF_SUBNET,
	QR_ORIGIN_OWN,
	QR_ORIGIN_DUPLICATE,
};

/**
 * struct qr_msg - a message heard, decoded and found well-formed
 * @type: what it is
 * @origin: filled in by the link, not by the parser
 * @version: of the protocol
 * @router_alert: the packet had the option
 * @source: who sent it
 * @group: which group it is about; unspecified in a general query
 * @max_resp_ms: Max Resp Time of a query
 * @robustness: QRV of a query, 0 if it has none
 * @query_interval_ms: QQI of a query, 0 if it has none
 */
struct qr_msg {
	enum qr_msg_type type;
	enum qr_origin origin;
	u8 version;
	bool router_alert;
	union qr_addr source;
	union qr_addr group;
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
};

#endif /* QR_MSG_H */
