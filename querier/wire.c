// SPDX-License-Identifier: GPL-2.0
#include "wire.h"
#include "expcode.h"
#include "params.h"

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/time64.h>

/*
 *  0 1 2 3 4 5 6 7
 * +-------+-+-----+
 * | Resv. |S| QRV |    RFC 9776 4.1.5 and 4.1.6, RFC 9777 5.1.7 and 5.1.8
 * +-------+-+-----+
 */
#define SUPPRESS	0x08
#define QRV_MASK	0x07

/* Jumbo frames; more sources in one query gain nothing. */
#define LONGEST_QUERY	9216

/*
 * @packet: from the network header, maybe with padding behind it. @msg: all of
 * it is set, but for @origin, @mac and @is_ours; or undefined if the packet is
 * refused.
 */
enum qr_verdict qr_wire_parse(const struct qr_proto *proto, const u8 *packet,
			      size_t len, struct qr_msg *msg)
{
	struct qr_envelope envelope;
	enum qr_verdict verdict;

	/* What not every message has. To clear all of @msg takes longer. */
	msg->suppress = false;
	msg->group = (union qr_addr) {};
	msg->list = (struct qr_list) {};
	msg->max_resp_ms = 0;
	msg->robustness = 0;
	msg->query_interval_ms = 0;

	verdict = proto->open(packet, len, &envelope, msg);
	if (verdict)
		return verdict;
	return proto->decode(&envelope, msg);
}

/* @end: the byte behind the options. Return: the whole option, or NULL. */
const u8 *qr_wire_find_option(const u8 *at, const u8 *end,
			      const struct qr_option_format *format, u8 type)
{
	int len;

	while (at < end && *at != format->end) {
		if (*at == format->pad) {
			at++;
			continue;
		}
		if (end - at < 2)
			return NULL;
		len = at[1] + format->uncounted;
		if (len < 2 || len > end - at)
			return NULL;
		if (*at == type)
			return at;
		at += len;
	}
	return NULL;
}

/* RFC 9776 4.1.7, RFC 9777 5.1.9: zero stands for the default. */
static u32 query_interval_ms(u8 qqic)
{
	if (!qqic)
		return QR_DEFAULT_QUERY_INTERVAL_MS;
	return qr_expcode_decode(QR_EXPCODE_8, qqic) * MSEC_PER_SEC;
}

/* @msg: its group is known; flags, intervals and sources are filled in. */
enum qr_verdict qr_wire_parse_query_tail(const u8 *at, size_t len, u8 addr_len,
					 struct qr_msg *msg)
{
	const struct qr_query_tail *tail = (const struct qr_query_tail *)at;
	u16 count = be16_to_cpu(tail->source_count);
	size_t sources = (size_t)count * addr_len;

	if (len < sizeof(*tail) + sources)
		return QR_IGNORED_LENGTH;

	msg->list = (struct qr_list) {
		.at = tail->sources,
		.len = sources,
		.count = count,
	};
	/* Hosts do not answer that, so its sender is no querier to them. */
	if (count && qr_addr_any(&msg->group))
		return QR_IGNORED_QUERY_SOURCES;

	msg->suppress = tail->flags & SUPPRESS;
	msg->robustness = tail->flags & QRV_MASK;
	msg->query_interval_ms = query_interval_ms(tail->qqic);
	return QR_ACCEPTED;
}

static size_t header_size(const struct qr_proto *proto)
{
	const struct qr_query empty = { .version = proto->version_max };

	return proto->query_size(&empty);
}

/*
 * Bytes of the longest query on a link. A query for one source fits any MTU that
 * the device may have.
 */
size_t qr_wire_query_max(const struct qr_proto *proto, u32 mtu)
{
	return clamp_t(u32, mtu, header_size(proto) + sizeof(union qr_addr),
		       LONGEST_QUERY);
}

/* Where a query's sources stand in its packet of @size bytes. */
struct qr_room qr_wire_source_room(const struct qr_proto *proto, u8 *packet,
				   size_t size)
{
	size_t header = header_size(proto);

	return (struct qr_room) {
		.at = packet + header,
		.size = size - header,
	};
}

/*
 * A Robustness Variable that does not fit is written as zero (RFC 9776 4.1.6,
 * RFC 9777 5.1.8).
 */
void qr_wire_build_query_tail(const struct qr_query *query,
			      struct qr_query_tail *tail)
{
	u32 seconds = query->query_interval_ms / MSEC_PER_SEC;

	tail->flags = query->suppress ? SUPPRESS : 0;
	if (query->robustness <= QRV_MASK)
		tail->flags |= query->robustness;
	tail->qqic = qr_expcode_encode(QR_EXPCODE_8, seconds);
	tail->source_count = cpu_to_be16(query->list.count);
	/* The engine collects them in place, see qr_wire_source_room(). */
	if (query->list.len && query->list.at != tail->sources)
		memcpy(tail->sources, query->list.at, query->list.len);
}
