// SPDX-License-Identifier: GPL-2.0
/*
 * MLD on the wire: RFC 2710 (version 1), RFC 9777 (2).
 *
 * Parsing reads an IPv6 packet as the LAN delivered it: nothing in it is
 * trusted, and each refusal names its reason.
 */
#include "expcode.h"
#include "proto.h"
#include "record.h"
#include "wire.h"

#include <linux/icmpv6.h>
#include <linux/in6.h>
#include <linux/ipv6.h>
#include <linux/kernel.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>
#include <net/mld.h>

#define HOP_LIMIT		1
#define OPTION_UNIT		8	/* Hdr Ext Len counts in these */
#define ROUTER_ALERT_LEN	2	/* RFC 2711 2.1 */
#define V2_QUERY_LEN \
	(sizeof(struct mld_msg) + sizeof(struct qr_query_tail))

/* An IPv6 header with the Router Alert option and nothing else. */
struct alert_header {
	struct ipv6hdr ip;
	struct ipv6_opt_hdr hop;
	u8 option[2 + ROUTER_ALERT_LEN];
	u8 padding[2];
};

struct cursor {
	const struct ipv6hdr *ip;
	u8 next;
	bool router_alert;
	const u8 *payload;
	size_t len;
};

/*
 * Bytes behind the datagram are the Ethernet padding of short frames: ignored.
 * A jumbogram's length of zero is too short for anything.
 */
static enum qr_verdict enter_ip(const u8 *packet, size_t len,
				struct cursor *cur)
{
	const struct ipv6hdr *ip = (const struct ipv6hdr *)packet;

	if (len < sizeof(*ip) || ip->version != 6 ||
	    ntohs(ip->payload_len) > len - sizeof(*ip))
		return QR_IGNORED_LENGTH;

	*cur = (struct cursor) {
		.ip = ip,
		.next = ip->nexthdr,
		.payload = packet + sizeof(*ip),
		.len = ntohs(ip->payload_len),
	};
	return QR_ACCEPTED;
}

/* RFC 2711 2.1: value 0: MLD. Other values belong to other protocols. */
static bool has_router_alert(const struct ipv6_opt_hdr *hop, size_t len)
{
	static const struct qr_option_format format = {
		.pad = IPV6_TLV_PAD1,
		.end = -1,
		.uncounted = 2,
	};
	const u8 *alert;

	alert = qr_wire_find_option((const u8 *)(hop + 1),
				    (const u8 *)hop + len, &format,
				    IPV6_TLV_ROUTERALERT);
	return alert && alert[1] == ROUTER_ALERT_LEN && !alert[2] && !alert[3];
}

/* A fragment header that splits nothing is as good as none (RFC 8200 4.5). */
static enum qr_verdict check_fragment(const u8 *header)
{
	const struct frag_hdr *fragment = (const struct frag_hdr *)header;

	return fragment->frag_off & htons(IP6_OFFSET | IP6_MF) ?
	       QR_IGNORED_FRAGMENT : QR_ACCEPTED;
}

/*
 * Step over one extension header; the smallest has 8 bytes, so the walk ends.
 * Hop-by-hop options stand first or not at all (RFC 8200 4.1).
 */
static enum qr_verdict skip_header(struct cursor *cur)
{
	const struct ipv6_opt_hdr *header;
	size_t len = OPTION_UNIT;

	if (cur->len < OPTION_UNIT)
		return QR_IGNORED_LENGTH;
	header = (const struct ipv6_opt_hdr *)cur->payload;

	switch (cur->next) {
	case NEXTHDR_HOP:
		if (cur->payload != (const u8 *)(cur->ip + 1))
			return QR_IGNORED_TYPE;
		fallthrough;
	case NEXTHDR_DEST:
	case NEXTHDR_ROUTING:
		len = ipv6_optlen(header);
		break;
	case NEXTHDR_FRAGMENT:
		if (check_fragment(cur->payload))
			return QR_IGNORED_FRAGMENT;
		break;
	default:
		return QR_IGNORED_TYPE;
	}

	if (cur->len < len)
		return QR_IGNORED_LENGTH;
	if (cur->next == NEXTHDR_HOP)
		cur->router_alert = has_router_alert(header, len);
	cur->next = header->nexthdr;
	cur->payload += len;
	cur->len -= len;
	return QR_ACCEPTED;
}

static enum qr_verdict find_payload(const u8 *packet, size_t len,
				    struct cursor *cur)
{
	enum qr_verdict verdict = enter_ip(packet, len, cur);

	while (!verdict && cur->next != NEXTHDR_ICMP)
		verdict = skip_header(cur);
	return verdict;
}

static bool is_checksum_right(const struct ipv6hdr *ip,
			      const struct qr_envelope *envelope)
{
	__wsum sum = csum_partial(envelope->payload, envelope->len, 0);

	return !csum_ipv6_magic(&ip->saddr, &ip->daddr, envelope->len,
				IPPROTO_ICMPV6, sum);
}

/*
 * RFC 9777 5.1.14 and 5.2.14: link-local senders only. Reports from the
 * unspecified address are for switches; hosts repeat them when they have one.
 */
static enum qr_verdict check_message(const struct ipv6hdr *ip,
				     const struct qr_envelope *envelope,
				     const struct qr_msg *msg)
{
	if (envelope->len < sizeof(struct icmp6hdr))
		return QR_IGNORED_LENGTH;
	if (!is_checksum_right(ip, envelope))
		return QR_IGNORED_CHECKSUM;
	if (ip->hop_limit != HOP_LIMIT)
		return QR_IGNORED_TTL;
	if (!qr_addr_is_link_local(&msg->source))
		return QR_IGNORED_SOURCE;
	return msg->router_alert ? QR_ACCEPTED : QR_IGNORED_ROUTER_ALERT;
}

static enum qr_verdict open(const u8 *packet, size_t len,
			    struct qr_envelope *envelope, struct qr_msg *msg)
{
	struct cursor cur;
	enum qr_verdict verdict = find_payload(packet, len, &cur);

	if (verdict)
		return verdict;

	msg->source.v6 = cur.ip->saddr;
	msg->router_alert = cur.router_alert;
	envelope->destination.v6 = cur.ip->daddr;
	envelope->payload = cur.payload;
	envelope->len = cur.len;
	return check_message(cur.ip, envelope, msg);
}

/* All but version 2's reports begin like this. */
static const struct mld_msg *to_mld(const struct qr_envelope *in)
{
	return (const struct mld_msg *)in->payload;
}

/*
 * RFC 9777 8.1: 24 bytes is version 1, 28 or more version 2; 0 stands for any
 * other length.
 */
static u8 query_version(size_t len)
{
	if (len == sizeof(struct mld_msg))
		return 1;
	return len >= V2_QUERY_LEN ? 2 : 0;
}

static bool is_multicast(const union qr_addr *group)
{
	return ipv6_addr_is_multicast(&group->v6);
}

static enum qr_verdict check_group(const union qr_addr *group)
{
	return is_multicast(group) ? QR_ACCEPTED : QR_IGNORED_GROUP;
}

static enum qr_verdict check_query(const struct qr_envelope *in,
				   const struct qr_msg *msg)
{
	if (!qr_addr_any(&msg->group))
		return check_group(&msg->group);
	return ipv6_addr_equal(&in->destination.v6, &qr_mld.all_nodes.v6) ?
	       QR_ACCEPTED : QR_IGNORED_DESTINATION;
}

/*
 * A query that hosts do not answer must not make its sender the Querier. Each
 * early return of igmp6_event_query() and of what it calls, __mld_query_work()
 * since 5.13 (net/ipv6/mcast.c, 6.1 to 7.3), and the verdict here:
 *
 * no IPv6 on the device, or it is going away	heard: one host's affair
 * 32 queries of a device wait (MLD_MAX_SKBS)		heard: likewise
 * less than 24 bytes					QR_IGNORED_LENGTH
 * sender is not link-local				QR_IGNORED_SOURCE
 * hop limit is not 1					QR_IGNORED_TTL
 * no Router Alert, or one that does not say MLD	QR_IGNORED_ROUTER_ALERT
 * group is neither :: nor multicast			QR_IGNORED_GROUP
 * version 1, force_mld_version is 2			heard: likewise
 * 25 to 27 bytes					QR_IGNORED_LENGTH
 * version 2, fewer sources than it says		QR_IGNORED_LENGTH
 * version 2, general, names sources			QR_IGNORED_QUERY_SOURCES
 * version 2, general: hosts answer, and it returns	heard, elects
 *
 * A host beside a version 1 querier takes 25 bytes and more for version 1 and
 * answers: refused here all the same, as other hosts do not.
 */
static enum qr_verdict parse_query(const struct qr_envelope *in,
				   struct qr_msg *msg)
{
	enum qr_verdict verdict;

	msg->type = QR_MSG_QUERY;
	msg->version = query_version(in->len);
	if (!msg->version)
		return QR_IGNORED_LENGTH;

	msg->group.v6 = to_mld(in)->mld_mca;
	msg->max_resp_ms = ntohs(to_mld(in)->mld_maxdelay);
	verdict = check_query(in, msg);
	if (verdict || msg->version == 1)
		return verdict;

	msg->max_resp_ms = qr_expcode_decode(QR_EXPCODE_16, msg->max_resp_ms);
	return qr_wire_parse_query_tail(in->payload + sizeof(struct mld_msg),
					in->len - sizeof(struct mld_msg),
					sizeof(struct in6_addr), msg);
}

/* What hosts of version 1 say is about the one address they name. */
static enum qr_verdict parse_group(const struct qr_envelope *in,
				   struct qr_msg *msg,
				   enum qr_msg_type type)
{
	if (in->len < sizeof(struct mld_msg))
		return QR_IGNORED_LENGTH;

	msg->type = type;
	msg->version = 1;
	msg->group.v6 = to_mld(in)->mld_mca;
	return check_group(&msg->group);
}

/*
 * RFC 2710 4. One for :: is no query solicitation as in IGMP: where switches
 * are known to want general MLD queries after a topology change they send them
 * themselves.
 */
static enum qr_verdict parse_done(const struct qr_envelope *in,
				  struct qr_msg *msg)
{
	static const struct in6_addr routers =
		IN6ADDR_LINKLOCAL_ALLROUTERS_INIT;

	enum qr_verdict verdict = parse_group(in, msg, QR_MSG_LEAVE);

	if (!verdict && !ipv6_addr_equal(&in->destination.v6, &routers))
		return QR_IGNORED_DESTINATION;
	return verdict;
}

static enum qr_verdict decode(const struct qr_envelope *in, struct qr_msg *msg)
{
	switch (*in->payload) {
	case ICMPV6_MGM_QUERY:
		return parse_query(in, msg);
	case ICMPV6_MGM_REPORT:
		return parse_group(in, msg, QR_MSG_REPORT);
	case ICMPV6_MGM_REDUCTION:
		return parse_done(in, msg);
	case ICMPV6_MLD2_REPORT:
		msg->type = QR_MSG_REPORT;
		msg->version = 2;
		msg->list = qr_record_list(in->payload, in->len);
		return QR_ACCEPTED;
	default:
		return QR_IGNORED_TYPE;
	}
}

static size_t payload_size(const struct qr_query *query)
{
	return query->version == 2 ? V2_QUERY_LEN + query->list.len :
				     sizeof(struct mld_msg);
}

static size_t query_size(const struct qr_query *query)
{
	return sizeof(struct alert_header) + payload_size(query);
}

static void build_ip(const struct qr_query *query, struct alert_header *header)
{
	*header = (struct alert_header) {
		.ip = {
			.version = 6,
			.payload_len = htons(query_size(query) -
					     sizeof(header->ip)),
			.nexthdr = NEXTHDR_HOP,
			.hop_limit = HOP_LIMIT,
			.saddr = query->source.v6,
			.daddr = qr_proto_destination(&qr_mld, query)->v6,
		},
		.hop = { .nexthdr = NEXTHDR_ICMP },
		.option = { IPV6_TLV_ROUTERALERT, ROUTER_ALERT_LEN },
		.padding = { IPV6_TLV_PADN },
	};
}

/*
 * What does not fit goes out as the next lower value. Not as 0, which would
 * make all hosts answer at once.
 */
static u16 max_resp_code(const struct qr_query *query)
{
	u32 ms = max(query->max_resp_ms, 1U);

	return query->version == 2 ? qr_expcode_encode(QR_EXPCODE_16, ms) :
				     min_t(u32, ms, U16_MAX);
}

static void build(const struct qr_query *query, u8 *packet)
{
	struct alert_header *header = (struct alert_header *)packet;
	struct mld_msg *mld = (struct mld_msg *)(header + 1);
	size_t size = payload_size(query);

	build_ip(query, header);
	*mld = (struct mld_msg) {
		.mld_type = ICMPV6_MGM_QUERY,
		.mld_maxdelay = htons(max_resp_code(query)),
		.mld_mca = query->group.v6,
	};
	if (query->version == 2)
		qr_wire_build_query_tail(query,
					 (struct qr_query_tail *)(mld + 1));
	mld->mld_cksum = csum_ipv6_magic(&header->ip.saddr, &header->ip.daddr,
					 size, IPPROTO_ICMPV6,
					 csum_partial(mld, size, 0));
}

/* RFC 9777 6: not for ff02::1, nor for scopes 0 (reserved) and 1 (the node). */
static bool holds_state(const union qr_addr *group)
{
	return is_multicast(group) &&
	       IPV6_ADDR_MC_SCOPE(&group->v6) > IPV6_ADDR_SCOPE_NODELOCAL &&
	       !qr_addr_equal(group, &qr_mld.all_nodes);
}

/* RFC 4607 1: ff3x::/32 */
static bool is_ssm(const union qr_addr *group)
{
	return (group->v6.s6_addr32[0] & htonl(0xfff0ffff)) ==
	       htonl(0xff300000);
}

static bool is_source(const union qr_addr *addr)
{
	return !qr_addr_any(addr) && !ipv6_addr_loopback(&addr->v6) &&
	       !ipv6_addr_is_multicast(&addr->v6);
}

/*
 * RFC 9777 7.6.2: the lower address wins, by its last 64 bits. Those that
 * differ in the others only, which are zero as a rule, must not both win.
 */
static bool precedes(const union qr_addr *a, const union qr_addr *b)
{
	const size_t prefix = sizeof(struct in6_addr) / 2;
	int order = memcmp(&a->v6.s6_addr[prefix], &b->v6.s6_addr[prefix],
			   sizeof(struct in6_addr) - prefix);

	return (order ?: memcmp(&a->v6, &b->v6, prefix)) < 0;
}

const struct qr_proto qr_mld = {
	.name = "mld",
	.version_max = 2,
	.version_leave = 1,
	.addr_len = sizeof(struct in6_addr),
	.any_query_elects = true,	/* RFC 9777 7.6.2 */
	.needs_address = true,	/* RFC 9777 5.1.14 */
	.is_ipv6 = true,
	.all_nodes = { .v6 = IN6ADDR_LINKLOCAL_ALLNODES_INIT },
	.is_multicast = is_multicast,
	.holds_state = holds_state,
	.is_ssm = is_ssm,
	.is_source = is_source,
	.precedes = precedes,
	.open = open,
	.decode = decode,
	.query_size = query_size,
	.build = build,
};
