/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who was heard on an interface: a record of what passed the wire, of a fixed
 * size whatever a LAN sends.
 */
#ifndef QC_HEARD_H
#define QC_HEARD_H

#include "joins.h"
#include "packet.h"
#include "wire.h"

enum {
	HEARD_FAMILIES = 2,
	HEARD_QUERIERS = 32,
	HEARD_TIMES = 16,	/* moments of a querier's first queries */
	HEARD_SENDERS = 256,
	HEARD_TAGS = 8,
	HEARD_ADDRESSES = 32,
};

/**
 * struct heard_sender - who sent packets
 * @address: its address
 * @mac: its MAC
 * @vlan: the tag of its frames; 0: none
 * @ttl: of its last packet
 * @count: how many packets
 */
struct heard_sender {
	uint8_t address[PACKET_ADDRESS_SIZE];
	uint8_t mac[ETH_ALEN];
	uint16_t vlan;
	unsigned int ttl;
	unsigned int count;
};

/**
 * struct heard_querier - who sent sound general queries
 * @from: the sender
 * @is_own: this host
 * @version: of its last one
 * @max_resp_ms: the same
 * @interval_ms: the interval that it announces; 0: none
 * @times: when it sent the first of them
 * @last_ms: when it sent the last one
 */
struct heard_querier {
	struct heard_sender from;
	bool is_own;
	unsigned int version;
	uint32_t max_resp_ms;
	uint32_t interval_ms;
	uint64_t times[HEARD_TIMES];
	uint64_t last_ms;
};

/**
 * struct heard_link - what was heard of one family
 * @queriers: who asked, as far as there is room
 * @querier_count: how many they are
 * @answers_ms: when the answers to all their queries are over
 * @reporters: which other hosts reported or left, the same
 * @reporter_count: how many they are
 * @others: sound packets of other hosts, by kind and version
 * @own: the same of this host
 * @own_queries: all queries of this host, for groups, too
 * @faulty: the last sender with each fault
 * @looped: this host's own packets that came back
 * @twin: another host that sends from an address of this one
 * @pim: the last router that speaks PIM
 * @tagged: senders in other VLANs, one for each
 * @ssm: who reported a group of source-specific multicast
 * @ssm_group: that group
 * @joins: what this host listens to; a reported one is marked
 */
struct heard_link {
	struct heard_querier queriers[HEARD_QUERIERS];
	size_t querier_count;
	uint64_t answers_ms;
	struct heard_sender reporters[HEARD_SENDERS];
	size_t reporter_count;
	unsigned int others[PACKET_KINDS][PACKET_VERSIONS];
	unsigned int own[PACKET_KINDS][PACKET_VERSIONS];
	unsigned int own_queries;
	struct heard_sender faulty[PACKET_FAULTS];
	struct heard_sender looped;
	struct heard_sender twin;
	struct heard_sender pim;
	struct heard_sender tagged[HEARD_TAGS];
	struct heard_sender ssm;
	uint8_t ssm_group[PACKET_ADDRESS_SIZE];
	struct joins joins;
};

/**
 * struct heard_address - an address of an interface
 * @address: it
 * @mask: of its subnet
 */
struct heard_address {
	uint8_t address[PACKET_ADDRESS_SIZE];
	uint8_t mask[PACKET_ADDRESS_SIZE];
};

/**
 * struct heard_self - what this host is on an interface
 * @mac: its MAC
 * @addresses: its addresses
 * @counts: how many they are, by family
 */
struct heard_self {
	uint8_t mac[ETH_ALEN];
	struct heard_address addresses[HEARD_FAMILIES][HEARD_ADDRESSES];
	size_t counts[HEARD_FAMILIES];
};

/**
 * struct heard - what was heard on an interface
 * @self: this host there
 * @links: by family
 */
struct heard {
	struct heard_self self;
	struct heard_link links[HEARD_FAMILIES];
};

/* Begins; fills in @self. */
void heard_begin(struct heard *heard, const char *ifname);
void heard_end(struct heard *heard);

/* Notes a packet of the interface. */
void heard_packet(struct heard *heard, const struct wire_packet *from);

/* Is the address in a subnet of the interface? */
bool heard_is_near(const struct heard_self *self, unsigned int family,
		   const uint8_t *address);

#endif /* QC_HEARD_H */
