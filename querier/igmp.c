// SPDX-License-Identifier: GPL-2.0
/*
 * IGMP on the wire: RFC 1112 (version 1), RFC 2236 (2), RFC 9776 (3).
 *
 * Parsing reads an IPv4 packet as the LAN delivered it: nothing in it is
 * trusted, and each refusal names its reason.
 */
#include "expcode.h"
#include "proto.h"
#include "record.h"
#include "wire.h"

#include <linux/igmp.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/kernel.h>
#include <net/checksum.h>
#include <net/ip.h>

#define TTL			1
#define TOS			0xc0	/* RFC 9776 4: Internetwork Control */
#define MS_PER_TENTH		100
#define V1_MAX_RESP_MS		10000	/* RFC 9776 7.2.1, RFC 2236 4 */
#define ROUTER_ALERT_LEN	4	/* RFC 2113 2.1 */

/* An IPv4 header with the Router Alert option and nothing else. */
struct alert_header {
	struct iphdr ip;
	u8 option[ROUTER_ALERT_LEN];
};

static bool has_router_alert(const struct iphdr *ip)
{
	static const struct qr_option_format format = {
		.pad = IPOPT_NOOP,
		.end = IPOPT_END,
	};
	const u8 *end = (const u8 *)ip + ip->ihl * 4;
	const u8 *alert;

	alert = qr_wire_find_option((const u8 *)(ip + 1), end, &format,
				    IPOPT_RA);
	return alert && alert[1] == ROUTER_ALERT_LEN;
}

/*
 * A host's address, or 0.0.0.0 for a host that has none. No other of 0.0.0.0/8:
 * they would win every election.
 */
static bool is_host_address(__be32 addr)
{
	if (!addr)
		return true;
	return (addr & htonl(IN_CLASSA_NET)) && !ipv4_is_multicast(addr) &&
	       !ipv4_is_loopback(addr) && !ipv4_is_lbcast(addr);
}

static enum qr_verdict check_ip(const struct iphdr *ip, size_t len)
{
	if (len < sizeof(*ip) || ip->version != 4 ||
	    ip->ihl * 4 < sizeof(*ip) || ntohs(ip->tot_len) < ip->ihl * 4 ||
	    ntohs(ip->tot_len) > len)
		return QR_IGNORED_LENGTH;
	return ip_is_fragment(ip) ? QR_IGNORED_FRAGMENT : QR_ACCEPTED;
}

static enum qr_verdict check_message(const struct iphdr *ip,
				     const struct qr_envelope *envelope)
{
	if (ip->protocol != IPPROTO_IGMP)
		return QR_IGNORED_TYPE;
	if (envelope->len < sizeof(struct igmphdr))
		return QR_IGNORED_LENGTH;
	if (ip_compute_csum(envelope->payload, envelope->len))
		return QR_IGNORED_CHECKSUM;
	if (ip->ttl != TTL)
		return QR_IGNORED_TTL;
	if (!is_host_address(ip->saddr))
		return QR_IGNORED_SOURCE;
	return QR_ACCEPTED;
}

/*
 * Bytes behind the datagram are the Ethernet padding of short frames: ignored.
 */
static enum qr_verdict open(const u8 *packet, size_t len,
			    struct qr_envelope *envelope, struct qr_msg *msg)
{
	const struct iphdr *ip = (const struct iphdr *)packet;
	enum qr_verdict verdict = check_ip(ip, len);

	if (verdict)
		return verdict;

	msg->source = qr_addr_v4(ip->saddr);
	msg->router_alert = has_router_alert(ip);
	envelope->destination = qr_addr_v4(ip->daddr);
	envelope->payload = packet + ip->ihl * 4;
	envelope->len = ntohs(ip->tot_len) - ip->ihl * 4;
	return check_message(ip, envelope);
}

/*
 * RFC 9776 7.1: 8 bytes and code 0 is version 1, 8 bytes and another code
 * version 2, 12 or more version 3; 0 stands for any other length.
 */
static u8 query_version(const struct qr_envelope *in)
{
	const struct igmphdr *igmp = (const struct igmphdr *)in->payload;

	if (in->len == sizeof(*igmp))
		return igmp->code ? 2 : 1;
	return in->len >= sizeof(struct igmpv3_query) ? 3 : 0;
}

static u32 query_max_resp_ms(u8 version, u8 code)
{
	switch (version) {
	case 1:
		return V1_MAX_RESP_MS;
	case 2:
		return code * MS_PER_TENTH;
	default:
		return qr_expcode_decode(QR_EXPCODE_8, code) * MS_PER_TENTH;
	}
}

/*
 * A query that hosts do not answer must not make its sender the Querier. Each
 * early return of igmp_rcv() and igmp_heard_query() (net/ipv4/igmp.c, the same
 * from 6.1 to 7.3), and the verdict here:
 *
 * less than 8 bytes, as igmp_rcv() needs		QR_IGNORED_LENGTH
 * wrong checksum					QR_IGNORED_CHECKSUM
 * 9 to 11 bytes					QR_IGNORED_LENGTH
 * version 3, header cannot be read			QR_IGNORED_LENGTH
 * version 3, fewer sources than it says		QR_IGNORED_LENGTH
 * version 3, general, names sources			QR_IGNORED_QUERY_SOURCES
 * version 3, general: hosts answer, and it returns	heard, elects
 *
 * No host answers with IGMP on a device without IPv4 (in_dev): heard, as that
 * is one host's affair. While an older querier is there a host skips the three
 * checks of sources, and answers in the older version: refused here all the
 * same, as hosts that did not hear that one do not answer. Version 1 and 2 have
 * no early return. The kernel looks at neither TTL nor sender nor destination:
 * what is refused here for those would be answered, and is forged.
 */
static enum qr_verdict parse_query(const struct qr_envelope *in,
				   struct qr_msg *msg)
{
	const struct igmphdr *igmp = (const struct igmphdr *)in->payload;

	msg->type = QR_MSG_QUERY;
	msg->version = query_version(in);
	if (!msg->version)
		return QR_IGNORED_LENGTH;
	msg->max_resp_ms = query_max_resp_ms(msg->version, igmp->code);

	/* RFC 1112 appendix I: the group of a v1 query is to be ignored. */
	if (msg->version > 1 && igmp->group) {
		if (!ipv4_is_multicast(igmp->group))
			return QR_IGNORED_GROUP;
		msg->group = qr_addr_v4(igmp->group);
	} else if (in->destination.v4 != htonl(INADDR_ALLHOSTS_GROUP)) {
		return QR_IGNORED_DESTINATION;
	}

	if (msg->version < 3)
		return QR_ACCEPTED;
	return qr_wire_parse_query_tail(in->payload + sizeof(*igmp),
					in->len - sizeof(*igmp), sizeof(__be32),
					msg);
}

/* Reports of versions 1 and 2 and leaves are about the one group they name. */
static enum qr_verdict parse_group(const struct qr_envelope *in,
				   struct qr_msg *msg,
				   enum qr_msg_type type, u8 version)
{
	const struct igmphdr *igmp = (const struct igmphdr *)in->payload;

	msg->type = type;
	msg->version = version;
	msg->group = qr_addr_v4(igmp->group);
	return ipv4_is_multicast(igmp->group) ? QR_ACCEPTED : QR_IGNORED_GROUP;
}

/*
 * RFC 2236 9: to all routers, or to the group by hosts that are older than
 * that. A leave for no group is in no RFC: it is how switches of many makers
 * (Cisco, Dasan, Edgecore, Allied Telesis) ask for a general query when their
 * topology has changed.
 */
static enum qr_verdict parse_leave(const struct qr_envelope *in,
				   struct qr_msg *msg)
{
	bool to_routers = in->destination.v4 == htonl(INADDR_ALLRTRS_GROUP);
	enum qr_verdict verdict = parse_group(in, msg, QR_MSG_LEAVE, 2);

	if (qr_addr_any(&msg->group)) {
		msg->type = QR_MSG_SOLICITATION;
		verdict = QR_ACCEPTED;
	}
	if (!verdict && !to_routers &&
	    in->destination.v4 != msg->group.v4)
		return QR_IGNORED_DESTINATION;
	return verdict;
}

static enum qr_verdict parse_records(const struct qr_envelope *in,
				     struct qr_msg *msg)
{
	msg->type = QR_MSG_REPORT;
	msg->version = 3;
	msg->list = qr_record_list(in->payload, in->len);
	return QR_ACCEPTED;
}

static enum qr_verdict decode(const struct qr_envelope *in, struct qr_msg *msg)
{
	switch (*in->payload) {
	case IGMP_HOST_MEMBERSHIP_QUERY:
		return parse_query(in, msg);
	case IGMP_HOST_MEMBERSHIP_REPORT:
		return parse_group(in, msg, QR_MSG_REPORT, 1);
	case IGMPV2_HOST_MEMBERSHIP_REPORT:
		return parse_group(in, msg, QR_MSG_REPORT, 2);
	case IGMP_HOST_LEAVE_MESSAGE:
		return parse_leave(in, msg);
	case IGMPV3_HOST_MEMBERSHIP_REPORT:
		return parse_records(in, msg);
	default:
		return QR_IGNORED_TYPE;
	}
}

static size_t payload_size(const struct qr_query *query)
{
	return query->version == 3 ?
	       sizeof(struct igmpv3_query) + query->list.len :
	       sizeof(struct igmphdr);
}

static size_t query_size(const struct qr_query *query)
{
	return sizeof(struct alert_header) + payload_size(query);
}

/* DF and an identification of zero, as the kernel's own IGMP sends. */
static void build_ip(const struct qr_query *query, struct alert_header *header)
{
	*header = (struct alert_header) {
		.ip = {
			.version = 4,
			.ihl = sizeof(*header) / 4,
			.tos = TOS,
			.tot_len = htons(query_size(query)),
			.frag_off = htons(IP_DF),
			.ttl = TTL,
			.protocol = IPPROTO_IGMP,
			.saddr = query->source.v4,
			.daddr = qr_proto_destination(&qr_igmp, query)->v4,
		},
		.option = { IPOPT_RA, ROUTER_ALERT_LEN },
	};
	header->ip.check = ip_fast_csum(header, header->ip.ihl);
}

/*
 * What does not fit goes out as the next lower value, but never as 0: an
 * IGMPv2 query with code 0 would be an IGMPv1 query.
 */
static u8 max_resp_code(const struct qr_query *query)
{
	u32 tenths = max(query->max_resp_ms / MS_PER_TENTH, 1U);

	switch (query->version) {
	case 1:
		return 0;
	case 2:
		return min(tenths, 255U);
	default:
		return qr_expcode_encode(QR_EXPCODE_8, tenths);
	}
}

static void build(const struct qr_query *query, u8 *packet)
{
	struct igmphdr *igmp;

	build_ip(query, (struct alert_header *)packet);

	igmp = (struct igmphdr *)(packet + sizeof(struct alert_header));
	*igmp = (struct igmphdr) {
		.type = IGMP_HOST_MEMBERSHIP_QUERY,
		.code = max_resp_code(query),
		.group = query->group.v4,
	};
	if (query->version == 3)
		qr_wire_build_query_tail(query,
					 (struct qr_query_tail *)(igmp + 1));
	igmp->csum = ip_compute_csum(igmp, payload_size(query));
}

static bool is_multicast(const union qr_addr *group)
{
	return ipv4_is_multicast(group->v4);
}

/* RFC 9776 6: 224.0.0.1 is never reported, all hosts are members. */
static bool holds_state(const union qr_addr *group)
{
	return is_multicast(group) &&
	       group->v4 != htonl(INADDR_ALLHOSTS_GROUP);
}

/* RFC 4607 1: 232.0.0.0/8 */
static bool is_ssm(const union qr_addr *group)
{
	return (group->v4 & htonl(IN_CLASSA_NET)) == htonl(0xe8000000);
}

static bool is_source(const union qr_addr *addr)
{
	return addr->v4 && is_host_address(addr->v4);
}

/* RFC 9776 6.6.2: the lower address, as an unsigned number, wins. */
static bool is_lower(const union qr_addr *a, const union qr_addr *b)
{
	return ntohl(a->v4) < ntohl(b->v4);
}

/*
 * But those of 169.254/16 come last. A host takes one when it finds no DHCP
 * server (RFC 3927 1), for a time or because it is set up wrong, and would
 * silence the querier that an administrator gave an address to: many hosts and
 * switches listen to queries from their own subnet alone. With this order, too,
 * exactly one candidate wins.
 */
static bool precedes(const union qr_addr *a, const union qr_addr *b)
{
	bool a_last = ipv4_is_linklocal_169(a->v4);
	bool b_last = ipv4_is_linklocal_169(b->v4);

	return a_last == b_last ? is_lower(a, b) : b_last;
}

/* It is of 169.254/16, and lower than a routable one by the RFC alone. */
static bool insists(const union qr_addr *a, const union qr_addr *b)
{
	return is_lower(a, b) && !precedes(a, b);
}

const struct qr_proto qr_igmp = {
	.name = "igmp",
	.version_max = 3,
	.version_leave = 2,
	.addr_len = sizeof(__be32),
	.has_proxy = true,	/* RFC 4541 2.1.1 */
	.has_igmp_only = true,
	.all_nodes = { .v4 = cpu_to_be32(INADDR_ALLHOSTS_GROUP) },
	.is_multicast = is_multicast,
	.holds_state = holds_state,
	.is_ssm = is_ssm,
	.is_source = is_source,
	.precedes = precedes,
	.insists = insists,
	.open = open,
	.decode = decode,
	.query_size = query_size,
	.build = build,
};
