// SPDX-License-Identifier: GPL-2.0
#include "packet.h"
#include "compiler.h"

#include <net/ethernet.h>
#include <netinet/icmp6.h>
#include <netinet/igmp.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <string.h>

enum {
	IGMP_V3_REPORT = 0x22,		/* RFC 9776 4.2 */
	MLD_V2_REPORT = 143,		/* RFC 9777 5.2 */
	CHECKSUM_AT = 2,
	COUNT_AT = 6,			/* of records, in a report of many */
	RECORDS_AT = 8,
	TAIL_SIZE = 4,			/* flags, QQIC, number of sources */
	OPTION_UNIT = 8,		/* RFC 8200 4.3 */
	DEFAULT_INTERVAL_MS = 125000,	/* RFC 9776 4.1.7 */
	V1_MAX_RESP_MS = 10000,		/* RFC 9776 7.2.1 */
	MS_PER_TENTH = 100,
	MS_PER_SECOND = 1000,
};

/* Numbers as the wire has them. */
static unsigned int read_16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

/**
 * struct message - the part of a packet behind the IP headers
 * @at: where it begins
 * @len: its length
 * @sum: what its checksum covers besides, RFC 8200 8.1
 */
struct message {
	const uint8_t *at;
	size_t len;
	uint32_t sum;
};

/**
 * struct format - how a protocol writes its messages
 * @newest: its newest version, the only one that knows sources
 * @address_size: of an address
 * @group_at: where the group is, if there is only one
 * @all_hosts: where general queries go
 * @types: the types of messages, ended by one without a version
 * @max_resp: the time that hosts have to answer
 */
struct format {
	unsigned int newest;
	size_t address_size;
	size_t group_at;
	uint8_t all_hosts[PACKET_ADDRESS_SIZE];
	struct {
		uint8_t type;
		enum packet_kind kind;
		unsigned int version;
	} types[8];
	uint32_t (*max_resp)(const uint8_t *at, unsigned int version);
};

/* RFC 9776 4.1.1: a mantissa of 4 bits from 128 on. */
static uint32_t decode_8(unsigned int code)
{
	if (code < 0x80)
		return code;
	return ((code & 0xf) | 0x10) << (((code >> 4) & 7) + 3);
}

/* RFC 9777 5.1.3: a mantissa of 12 bits from 32768 on. */
static uint32_t decode_16(unsigned int code)
{
	if (code < 0x8000)
		return code;
	return ((code & 0xfff) | 0x1000) << (((code >> 12) & 7) + 3);
}

static uint32_t igmp_max_resp(const uint8_t *at, unsigned int version)
{
	if (version == 1)
		return V1_MAX_RESP_MS;
	return (version == 2 ? at[1] : decode_8(at[1])) * MS_PER_TENTH;
}

static uint32_t mld_max_resp(const uint8_t *at, unsigned int version)
{
	unsigned int code = read_16(at + 4);

	return version == 1 ? code : decode_16(code);
}

/* In the order of families[]. A query's version is that of its length. */
static const struct format formats[] = {
	{
		.newest = 3,
		.address_size = sizeof(struct in_addr),
		.group_at = 4,
		.all_hosts = { 224, 0, 0, 1 },
		.types = {
			{ IGMP_MEMBERSHIP_QUERY, PACKET_QUERY, 3 },
			{ IGMP_V1_MEMBERSHIP_REPORT, PACKET_REPORT, 1 },
			{ IGMP_V2_MEMBERSHIP_REPORT, PACKET_REPORT, 2 },
			{ IGMP_V2_LEAVE_GROUP, PACKET_LEAVE, 2 },
			{ IGMP_V3_REPORT, PACKET_REPORT, 3 },
		},
		.max_resp = igmp_max_resp,
	}, {
		.newest = 2,
		.address_size = sizeof(struct in6_addr),
		.group_at = 8,
		.all_hosts = { 0xff, 2, [15] = 1 },
		.types = {
			{ MLD_LISTENER_QUERY, PACKET_QUERY, 2 },
			{ MLD_LISTENER_REPORT, PACKET_REPORT, 1 },
			{ MLD_LISTENER_REDUCTION, PACKET_LEAVE, 1 },
			{ MLD_V2_REPORT, PACKET_REPORT, 2 },
		},
		.max_resp = mld_max_resp,
	},
};

static const struct format *format_of(const struct packet *packet)
{
	return &formats[packet->family];
}

bool packet_is_nothing(const uint8_t *address)
{
	static const uint8_t nothing[PACKET_ADDRESS_SIZE];

	return !memcmp(address, nothing, sizeof(nothing));
}

static bool is_multicast(const struct packet *packet, const uint8_t *address)
{
	return packet->family ? address[0] == 0xff :
				address[0] >> 4 == 0xe;
}

/* RFC 1071, without the last step. */
static uint32_t add_up(uint32_t sum, const uint8_t *at, size_t len)
{
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += read_16(at + i);
	if (len % 2)
		sum += at[len - 1] << 8;
	return sum;
}

static bool is_sum_right(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

/* A host's address, or none; of MLD a link-local one (RFC 9777 5.1.14). */
static bool is_sender(const struct packet *packet)
{
	const uint8_t *from = packet->source;

	if (packet_is_nothing(from))
		return !packet->family || packet->kind == PACKET_REPORT;
	if (packet->family)
		return from[0] == 0xfe && (from[1] & 0xc0) == 0x80;
	return from[0] && from[0] != IN_LOOPBACKNET && from[0] < 224;
}

/* The version is that of the length (RFC 9776 7.1); 0: it has none. */
static unsigned int query_version(const struct packet *packet,
				  const struct message *message)
{
	const struct format *format = format_of(packet);
	size_t older = format->group_at + format->address_size;

	if (message->len == older && packet->family)
		return 1;
	if (message->len == older)
		return message->at[1] ? 2 : 1;
	if (message->len < older + TAIL_SIZE)
		return 0;
	return format->newest;
}

static enum packet_fault read_tail(struct packet *packet,
				   const struct message *message)
{
	const struct format *format = format_of(packet);
	size_t at = format->group_at + format->address_size;
	unsigned int count = read_16(message->at + at + 2);
	unsigned int qqic = message->at[at + 1];

	if (message->len < at + TAIL_SIZE + count * format->address_size)
		return PACKET_LENGTH;
	packet->interval_ms = qqic ? decode_8(qqic) * MS_PER_SECOND :
				     DEFAULT_INTERVAL_MS;
	return PACKET_SOUND;
}

/* Where a query goes that is for all groups, or for one. */
static enum packet_fault check_group(const struct packet *packet)
{
	if (!packet_is_nothing(packet->group))
		return is_multicast(packet, packet->group) ? PACKET_SOUND :
							     PACKET_GROUP;
	return memcmp(packet->destination, format_of(packet)->all_hosts,
		      PACKET_ADDRESS_SIZE) ? PACKET_DESTINATION : PACKET_SOUND;
}

static enum packet_fault read_query(struct packet *packet,
				    const struct message *message)
{
	const struct format *format = format_of(packet);
	enum packet_fault fault;

	packet->version = query_version(packet, message);
	if (!packet->version)
		return PACKET_LENGTH;
	packet->max_resp_ms = format->max_resp(message->at, packet->version);
	/* RFC 1112 appendix I: version 1 of IGMP knows no group. */
	if (packet->family || packet->version > 1)
		memcpy(packet->group, message->at + format->group_at,
		       format->address_size);
	fault = check_group(packet);
	if (fault || message->len == format->group_at + format->address_size)
		return fault;
	return read_tail(packet, message);
}

static enum packet_fault read_records(struct packet *packet,
				      const struct message *message)
{
	packet->records = message->at + RECORDS_AT;
	packet->records_len = message->len - RECORDS_AT;
	packet->record_count = read_16(message->at + COUNT_AT);
	return PACKET_SOUND;
}

static enum packet_fault read_group(struct packet *packet,
				    const struct message *message)
{
	const struct format *format = format_of(packet);

	if (message->len < format->group_at + format->address_size)
		return PACKET_LENGTH;
	memcpy(packet->group, message->at + format->group_at,
	       format->address_size);
	/* Switches send a leave for no group: a query solicitation. */
	if (packet->kind == PACKET_LEAVE && packet_is_nothing(packet->group))
		return PACKET_SOUND;
	return is_multicast(packet, packet->group) ? PACKET_SOUND :
						     PACKET_GROUP;
}

static bool find_type(struct packet *packet, uint8_t type)
{
	const struct format *format = format_of(packet);
	size_t i;

	for (i = 0; format->types[i].version; i++) {
		if (format->types[i].type != type)
			continue;
		packet->kind = format->types[i].kind;
		packet->version = format->types[i].version;
		return true;
	}
	return false;
}

static enum packet_fault check(const struct packet *packet,
			       const struct message *message, bool checked)
{
	if (message->len < RECORDS_AT)
		return PACKET_LENGTH;
	if (!checked && !is_sum_right(add_up(message->sum, message->at,
					     message->len)))
		return PACKET_CHECKSUM;
	if (packet->ttl != 1)
		return PACKET_TTL;
	return is_sender(packet) ? PACKET_SOUND : PACKET_SENDER;
}

/* @packet: its addresses and its TTL are known */
static bool read_message(struct packet *packet, const struct message *message,
			 bool checked)
{
	if (!message->len || !find_type(packet, message->at[0]))
		return false;
	if (!packet->fault)
		packet->fault = check(packet, message, checked);
	if (packet->fault)
		return true;
	if (packet->kind == PACKET_QUERY)
		packet->fault = read_query(packet, message);
	else if (packet->version == format_of(packet)->newest)
		packet->fault = read_records(packet, message);
	else
		packet->fault = read_group(packet, message);
	return true;
}

static bool read_payload(struct packet *packet, unsigned int protocol,
			 unsigned int own, const struct message *message,
			 bool checked)
{
	if (protocol == own)
		return read_message(packet, message, checked);
	packet->kind = PACKET_PIM;
	return protocol == IPPROTO_PIM && !packet->fault;
}

static bool parse_ipv4(const uint8_t *at, size_t len, bool checked,
		       struct packet *packet)
{
	size_t header = len ? (at[0] & 0xf) * 4 : 0;
	struct message message;
	unsigned int total;

	if (len < sizeof(struct iphdr) || at[0] >> 4 != IPVERSION ||
	    header < sizeof(struct iphdr))
		return false;
	total = read_16(at + 2);
	if (total < header || total > len)
		return false;
	/* RFC 9776 4: the kernel drops it before the module hears it. */
	if (!is_sum_right(add_up(0, at, header)))
		packet->fault = PACKET_CHECKSUM;
	if (read_16(at + 6) & (IP_MF | IP_OFFMASK))
		packet->fault = PACKET_FRAGMENT;
	packet->ttl = at[8];
	memcpy(packet->source, at + 12, sizeof(struct in_addr));
	memcpy(packet->destination, at + 16, sizeof(struct in_addr));
	message = (struct message){ .at = at + header, .len = total - header };
	return read_payload(packet, at[9], IPPROTO_IGMP, &message, checked);
}

/* Behind the hop-by-hop options, if there are any. Returns the protocol. */
static unsigned int skip_options(unsigned int next, struct message *message)
{
	size_t size;

	if (next != IPPROTO_HOPOPTS)
		return next;
	if (message->len < OPTION_UNIT)
		return IPPROTO_NONE;
	size = (message->at[1] + 1) * OPTION_UNIT;
	if (message->len < size)
		return IPPROTO_NONE;
	next = message->at[0];
	message->at += size;
	message->len -= size;
	return next;
}

static bool parse_ipv6(const uint8_t *at, size_t len, bool checked,
		       struct packet *packet)
{
	struct message message;
	unsigned int next;

	if (len < sizeof(struct ip6_hdr) || at[0] >> 4 != 6 ||
	    read_16(at + 4) > len - sizeof(struct ip6_hdr))
		return false;
	packet->family = 1;
	packet->ttl = at[7];
	memcpy(packet->source, at + 8, sizeof(struct in6_addr));
	memcpy(packet->destination, at + 24, sizeof(struct in6_addr));
	message = (struct message){
		.at = at + sizeof(struct ip6_hdr),
		.len = read_16(at + 4),
	};
	next = skip_options(at[6], &message);
	message.sum = add_up(message.len + IPPROTO_ICMPV6, at + 8,
			     2 * sizeof(struct in6_addr));
	return read_payload(packet, next, IPPROTO_ICMPV6, &message, checked);
}

bool packet_parse(uint16_t ethertype, const uint8_t *at, size_t len,
		  bool checked, struct packet *packet)
{
	*packet = (struct packet){ 0 };
	switch (ethertype) {
	case ETHERTYPE_IP:
		return parse_ipv4(at, len, checked, packet);
	case ETHERTYPE_IPV6:
		return parse_ipv6(at, len, checked, packet);
	default:
		return false;
	}
}

static void visit_records(const struct packet *packet, packet_visit *visit,
			  void *context)
{
	size_t address_size = format_of(packet)->address_size;
	uint8_t group[PACKET_ADDRESS_SIZE] = { 0 };
	const uint8_t *at = packet->records;
	size_t size, left = packet->records_len;
	unsigned int i;

	for (i = 0; i < packet->record_count; i++) {
		if (left < 4 + address_size)
			return;
		/* RFC 9776 4.2.4: auxiliary data is counted in words. */
		size = 4 + address_size * (1 + read_16(at + 2)) + at[1] * 4;
		if (left < size)
			return;
		memcpy(group, at + 4, address_size);
		if (is_multicast(packet, group))
			visit(group, context);
		at += size;
		left -= size;
	}
}

void packet_visit_groups(const struct packet *packet, packet_visit *visit,
			 void *context)
{
	if (packet->fault || packet->kind != PACKET_REPORT)
		return;
	if (packet->records)
		visit_records(packet, visit, context);
	else
		visit(packet->group, context);
}
