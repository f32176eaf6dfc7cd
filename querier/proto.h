/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the protocols. Everything else is one engine.
 */
#ifndef QR_PROTO_H
#define QR_PROTO_H

#include "msg.h"
#include "stats.h"

/* A message, and where it was sent to. */
struct qr_envelope {
	union qr_addr destination;
	const u8 *payload;
	size_t len;
};

/**
 * struct qr_proto - one protocol: its wire format and its rules of election
 *
 * What a protocol can do is asked by name: a flag, or a callback that may be
 * NULL, which then says that the protocol has no such thing. The same holds for
 * struct qr_family.
 *
 * @name: as in sysfs and in logs
 * @version_max: newest version
 * @version_leave: oldest version with leaves and group-specific queries
 * @addr_len: bytes of an address on the wire
 * @has_proxy: hosts answer queries from the unspecified address (not RFC 9777
 *	5.1.14), so there is a proxy mode
 * @any_query_elects: queries for a group count in elections, too
 * @needs_address: a host without an address to send from keeps silent
 * @has_igmp_only: has the settings and counters marked igmp_only
 * @is_ipv6: addresses are IPv6 addresses
 * @all_nodes: where general queries go
 * @is_multicast: is this a multicast group at all?
 * @holds_state: may a router keep members of this multicast group?
 * @is_ssm: is the group for source-specific multicast only (RFC 4604)?
 * @is_source: can this address be a host's that sends to groups?
 * @precedes: does the first address win an election over the second?
 * @insists: does the first address, which does not precede the second, believe
 *	that it does if it goes by the RFC alone? NULL: none does
 * @open: check a packet that starts at the network header, checksum included,
 *	and find the message in it, its source and whether it has Router Alert.
 *	Never reads past @len. Returns QR_ACCEPTED or the reason to ignore the
 *	packet.
 * @decode: check the message, and fill in what depends on its type; the same
 * @query_size: bytes that @build needs for this query
 * @build: write the query as a whole packet, network header included
 */
struct qr_proto {
	const char *name;
	u8 version_max;
	u8 version_leave;
	u8 addr_len;
	bool has_proxy;
	bool any_query_elects;
	bool needs_address;
	bool has_igmp_only;
	bool is_ipv6;
	union qr_addr all_nodes;
	bool (*is_multicast)(const union qr_addr *group);
	bool (*holds_state)(const union qr_addr *group);
	bool (*is_ssm)(const union qr_addr *group);
	bool (*is_source)(const union qr_addr *addr);
	bool (*precedes)(const union qr_addr *a, const union qr_addr *b);
	bool (*insists)(const union qr_addr *a, const union qr_addr *b);
	enum qr_verdict (*open)(const u8 *packet, size_t len,
				struct qr_envelope *envelope,
				struct qr_msg *msg);
	enum qr_verdict (*decode)(const struct qr_envelope *envelope,
				  struct qr_msg *msg);
	size_t (*query_size)(const struct qr_query *query);
	void (*build)(const struct qr_query *query, u8 *packet);
};

extern const struct qr_proto qr_igmp;
extern const struct qr_proto qr_mld;	/* only with CONFIG_IPV6 */

/* General queries go to all nodes, specific ones to the group they ask for. */
static inline const union qr_addr *
qr_proto_destination(const struct qr_proto *proto, const struct qr_query *query)
{
	return qr_addr_any(&query->group) ? &proto->all_nodes : &query->group;
}

#endif /* QR_PROTO_H */
