/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a packet from the LAN says: IGMP, MLD and PIM, taken apart. Nothing in
 * it is trusted.
 */
#ifndef QC_PACKET_H
#define QC_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PACKET_ADDRESS_SIZE = 16 };	/* IPv4 addresses fill the first 4 */

enum packet_kind {
	PACKET_QUERY,
	PACKET_REPORT,
	PACKET_LEAVE,
	PACKET_PIM,
	PACKET_KINDS,
};

/* Why hosts or queriers take no notice of it. */
enum packet_fault {
	PACKET_SOUND,
	PACKET_LENGTH,
	PACKET_FRAGMENT,
	PACKET_CHECKSUM,
	PACKET_TTL,
	PACKET_SENDER,
	PACKET_DESTINATION,
	PACKET_GROUP,
	PACKET_FAULTS,
};

enum { PACKET_VERSIONS = 4 };		/* versions are below this */

/**
 * struct packet - a packet of one of the protocols
 * @family: index of families[]
 * @kind: what it is
 * @fault: what is wrong with it; then only @family, @kind, @ttl and the
 *	addresses that were read before are valid
 * @version: of IGMP or MLD
 * @ttl: TTL or hop limit
 * @source: its sender
 * @destination: where it goes
 * @group: of a query (zero: all groups), a leave, or a report of one group
 * @max_resp_ms: of a query: how long hosts may take to answer
 * @interval_ms: of a query: the querier's own interval; 0: it names none
 * @records: of a report of many groups
 * @records_len: the length of @records
 * @record_count: how many records the report claims to have
 */
struct packet {
	unsigned int family;
	enum packet_kind kind;
	enum packet_fault fault;
	unsigned int version;
	unsigned int ttl;
	uint8_t source[PACKET_ADDRESS_SIZE];
	uint8_t destination[PACKET_ADDRESS_SIZE];
	uint8_t group[PACKET_ADDRESS_SIZE];
	uint32_t max_resp_ms;
	uint32_t interval_ms;
	const uint8_t *records;
	size_t records_len;
	unsigned int record_count;
};

/*
 * Reads a packet that begins with its network header; there may be padding
 * behind it. @checked: the card or a sender on this host vouches for the
 * checksum of the message. False: it is of no protocol that matters here.
 */
bool packet_parse(uint16_t ethertype, const uint8_t *at, size_t len,
		  bool checked, struct packet *packet);

typedef void packet_visit(const uint8_t *group, void *context);

/* Visits each group of a sound report, as far as its records go. */
void packet_visit_groups(const struct packet *packet, packet_visit *visit,
			 void *context);

/* Is every byte of the address zero? */
bool packet_is_nothing(const uint8_t *address);

#endif /* QC_PACKET_H */
