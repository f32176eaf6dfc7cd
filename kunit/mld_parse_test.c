// SPDX-License-Identifier: GPL-2.0
/*
 * Packets as they are on the wire, made with scapy 2.5 (addresses, headers and
 * checksums) and field by field after RFC 2710 3 and RFC 9777 5. What is wrong
 * with a packet is all that is wrong with it: its checksum is right.
 */
#include "fixture.h"

#include <linux/ipv6.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>

#define GROUP		V6(0xff15, 0, 0, 0, 0, 0, 0, 0x1234)

/* Payload length, next header, hop limit. */
#define HEADER(len, next, hops)	"60000000 " len next hops " "
#define FROM_1		"fe800000 00000000 00000000 00000001 "
#define FROM_7		"fe800000 00000000 00000000 00000007 "
#define TO_US		"fe800000 00000000 00000000 00000005 "
#define TO_ALL		"ff020000 00000000 00000000 00000001 "
#define TO_ROUTERS	"ff020000 00000000 00000000 00000002 "
#define TO_V2_ROUTERS	"ff020000 00000000 00000000 00000016 "
#define TO_GROUP	"ff150000 00000000 00000000 00001234 "
#define ALERT		"3a000502 00000100"

/* General queries from fe80::1: 10 s; QRV 2 and QQIC 125 s */
#define QUERY_V1							\
	"82005917 27100000 00000000 00000000 00000000 00000000"
#define QUERY_V2							\
	"82005696 27100000 00000000 00000000 00000000 00000000 027d0000"

static enum qr_stat parse(struct kunit *test, const char *ip, const char *mld,
			  struct qr_msg *msg)
{
	struct packet packet = packet_from_hex(test, ip, mld);

	return qr_parse(&qr_mld, packet.data, packet.len, msg);
}

static const struct refusal_row {
	const char *desc;
	enum qr_stat verdict;
	const char *ip, *mld;
} refusal_rows[] = {
	{ "nothing", QR_IGNORED_LENGTH, "", "" },
	{ "IPv6 header cut off at 39", QR_IGNORED_LENGTH,
	  HEADER("0000", "3a", "01") FROM_1
	  "ff020000 00000000 00000000 000000", "" },
	{ "IP version 4", QR_IGNORED_LENGTH,
	  "40000000 00240001 " FROM_1 TO_ALL ALERT,
	  QUERY_V2 },
	{ "payload length one more than arrived", QR_IGNORED_LENGTH,
	  HEADER("0025", "00", "01") FROM_1 TO_ALL ALERT,
	  QUERY_V2 },
	{ "jumbogram: payload length 0", QR_IGNORED_LENGTH,
	  HEADER("0000", "00", "01") FROM_1 TO_ALL ALERT,
	  QUERY_V2 },
	{ "hop-by-hop header cut off", QR_IGNORED_LENGTH,
	  HEADER("0006", "00", "01") FROM_1 TO_ALL "3a000502 0000",
	  "" },
	{ "hop-by-hop header longer than the packet", QR_IGNORED_LENGTH,
	  HEADER("0008", "00", "01") FROM_1 TO_ALL "3a010502 00000100",
	  "" },
	{ "nothing behind the hop-by-hop header", QR_IGNORED_LENGTH,
	  HEADER("0008", "00", "01") FROM_1 TO_ALL ALERT,
	  "" },
	{ "7 octets of MLD", QR_IGNORED_LENGTH,
	  HEADER("000f", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005928 271000" },
	{ "23 octets", QR_IGNORED_LENGTH,
	  HEADER("001f", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005918 27100000 00000000 00000000 00000000 000000" },
	{ "25 octets", QR_IGNORED_LENGTH,
	  HEADER("0021", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005916 27100000 00000000 00000000 00000000 00000000 00" },
	{ "26 octets", QR_IGNORED_LENGTH,
	  HEADER("0022", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005915 27100000 00000000 00000000 00000000 00000000 0000" },
	{ "27 octets", QR_IGNORED_LENGTH,
	  HEADER("0023", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d00" },
	{ "27 octets and an octet of padding", QR_IGNORED_LENGTH,
	  HEADER("0023", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v1 report of 23 octets", QR_IGNORED_LENGTH,
	  HEADER("001f", "00", "01") FROM_1 TO_GROUP ALERT,
	  "83005bcc 00000000 ff150000 00000000 00000000 000012" },
	{ "done of 23 octets", QR_IGNORED_LENGTH,
	  HEADER("001f", "00", "01") FROM_1 TO_ROUTERS ALERT,
	  "84006d11 00000000 ff150000 00000000 00000000 000012" },
	{ "v2 report of 7 octets", QR_IGNORED_LENGTH,
	  HEADER("000f", "00", "01") FROM_1 TO_V2_ROUTERS ALERT,
	  "8f007323 000000" },
	{ "one source announced, none there", QR_IGNORED_LENGTH,
	  HEADER("0024", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200562d 03e80000 ff150000 00000000 00000000 00001234 027d0001" },
	{ "one source announced, 15 octets there", QR_IGNORED_LENGTH,
	  HEADER("0033", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200561e 03e80000 ff150000 00000000 00000000 00001234 027d0001 00000000 00000000 00000000 000000",
	},
	{ "65535 sources announced, one there", QR_IGNORED_LENGTH,
	  HEADER("0034", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200561e 03e80000 ff150000 00000000 00000000 00001234 027dffff 00000000 00000000 00000000 00000000",
	},
	{ "first fragment", QR_IGNORED_FRAGMENT,
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "2c000502 00000100 3a000001 00000001",
	  QUERY_V2 },
	{ "last fragment", QR_IGNORED_FRAGMENT,
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "2c000502 00000100 3a000008 00000001",
	  QUERY_V2 },
	{ "no hop-by-hop header", QR_IGNORED_ROUTER_ALERT,
	  HEADER("001c", "3a", "01") FROM_1 TO_ALL,
	  QUERY_V2 },
	{ "hop-by-hop header without Router Alert", QR_IGNORED_ROUTER_ALERT,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL "3a000104 00000000",
	  QUERY_V2 },
	{ "Router Alert of RSVP", QR_IGNORED_ROUTER_ALERT,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL "3a000502 00010100",
	  QUERY_V2 },
	{ "Router Alert in destination options", QR_IGNORED_ROUTER_ALERT,
	  HEADER("0024", "3c", "01") FROM_1 TO_ALL "3a000502 00000100",
	  QUERY_V2 },
	{ "hop-by-hop header behind destination options", QR_IGNORED_TYPE,
	  HEADER("002c", "3c", "01") FROM_1
	  TO_ALL "00000104 00000000 3a000502 00000100",
	  QUERY_V2 },
	{ "UDP", QR_IGNORED_TYPE,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL "11000502 00000100",
	  QUERY_V2 },
	{ "no next header", QR_IGNORED_TYPE,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL "3b000502 00000100",
	  QUERY_V2 },
	{ "hop limit 0", QR_IGNORED_TTL,
	  HEADER("0024", "00", "00") FROM_1 TO_ALL ALERT,
	  QUERY_V2 },
	{ "hop limit 2", QR_IGNORED_TTL,
	  HEADER("0024", "00", "02") FROM_1 TO_ALL ALERT,
	  QUERY_V2 },
	{ "hop limit 255", QR_IGNORED_TTL,
	  HEADER("0024", "00", "ff") FROM_1 TO_ALL ALERT,
	  QUERY_V2 },
	{ "group: unicast", QR_IGNORED_GROUP,
	  HEADER("0024", "00", "01") FROM_1 TO_GROUP ALERT,
	  "820039be 03e80000 20010db8 00000000 00000000 00000001 027d0000" },
	{ "group: just below multicast", QR_IGNORED_GROUP,
	  HEADER("0024", "00", "01") FROM_1 TO_GROUP ALERT,
	  "82006878 03e80000 feffffff ffffffff ffffffff ffffffff 027d0000" },
	{ "v1 for a group: unicast", QR_IGNORED_GROUP,
	  HEADER("0020", "00", "01") FROM_1 TO_GROUP ALERT,
	  "82006b6f 03e80000 fe800000 00000000 00000000 00000009" },
	{ "v1 report of a unicast address", QR_IGNORED_GROUP,
	  HEADER("0020", "00", "01") FROM_1 TO_GROUP ALERT,
	  "83006e57 00000000 fe800000 00000000 00000000 00000009" },
	{ "v1 report of no address", QR_IGNORED_GROUP,
	  HEADER("0020", "00", "01") FROM_1 TO_GROUP ALERT,
	  "83006ce1 00000000 00000000 00000000 00000000 00000000" },
	{ "done with a unicast address", QR_IGNORED_GROUP,
	  HEADER("0020", "00", "01") FROM_1 TO_ROUTERS ALERT,
	  "84007f9c 00000000 fe800000 00000000 00000000 00000009" },
	{ "v1 general query to this host", QR_IGNORED_DESTINATION,
	  HEADER("0020", "00", "01") FROM_1 TO_US ALERT,
	  "82005995 27100000 00000000 00000000 00000000 00000000" },
	{ "v2 general query to this host", QR_IGNORED_DESTINATION,
	  HEADER("0024", "00", "01") FROM_1 TO_US ALERT,
	  "82005714 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v2 general query to all routers", QR_IGNORED_DESTINATION,
	  HEADER("0024", "00", "01") FROM_1 TO_ROUTERS ALERT,
	  "82005695 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v2 general query to all nodes of scope 1", QR_IGNORED_DESTINATION,
	  HEADER("0024", "00", "01") FROM_1 "ff010000 00000000 00000000 00000001"
	  ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "done to this host", QR_IGNORED_DESTINATION,
	  HEADER("0020", "00", "01") FROM_7 TO_US ALERT,
	  "84006d55 00000000 ff150000 00000000 00000000 00001234" },
	{ "done to all nodes", QR_IGNORED_DESTINATION,
	  HEADER("0020", "00", "01") FROM_7 TO_ALL ALERT,
	  "84006cd7 00000000 ff150000 00000000 00000000 00001234" },
	{ "done to the group", QR_IGNORED_DESTINATION,
	  HEADER("0020", "00", "01") FROM_7 TO_GROUP ALERT,
	  "84005a91 00000000 ff150000 00000000 00000000 00001234" },
	{ "type 0", QR_IGNORED_TYPE,
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "0000db17 27100000 00000000 00000000 00000000 00000000" },
	{ "type echo request", QR_IGNORED_TYPE,
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "80005b17 27100000 00000000 00000000 00000000 00000000" },
	{ "type echo reply", QR_IGNORED_TYPE,
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "81005a17 27100000 00000000 00000000 00000000 00000000" },
	{ "type router solicitation", QR_IGNORED_TYPE,
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "85005617 27100000 00000000 00000000 00000000 00000000" },
	{ "type neighbour solicitation", QR_IGNORED_TYPE,
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "87005417 27100000 00000000 00000000 00000000 00000000" },
	{ "type 142", QR_IGNORED_TYPE,
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "8e004d17 27100000 00000000 00000000 00000000 00000000" },
	{ "type 144", QR_IGNORED_TYPE,
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "90004b17 27100000 00000000 00000000 00000000 00000000" },
	{ "type multicast router advertisement", QR_IGNORED_TYPE,
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "97004417 27100000 00000000 00000000 00000000 00000000" },
	{ "type 255", QR_IGNORED_TYPE,
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "ff00dc16 27100000 00000000 00000000 00000000 00000000" },
	{ "checksum one too high", QR_IGNORED_CHECKSUM,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "checksum without the pseudo-header", QR_IGNORED_CHECKSUM,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005472 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "checksum of the first 24 octets only", QR_IGNORED_CHECKSUM,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005917 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "nothing wrong", QR_ACCEPTED,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  QUERY_V2 },
};

ROWS(refusal);

static void refused_for_the_right_reason(struct kunit *test)
{
	const struct refusal_row *row = test->param_value;
	struct qr_msg msg;

	KUNIT_EXPECT_EQ(test, parse(test, row->ip, row->mld, &msg),
			row->verdict);
}

static const struct source_row {
	const char *desc;
	enum qr_stat verdict;
	const char *ip, *mld;
} source_rows[] = {
	{ "query from fe80::1", QR_ACCEPTED,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  QUERY_V2 },
	{ "query from fe80::ffff:ffff:ffff:ffff", QR_ACCEPTED,
	  HEADER("0024", "00", "01") "fe800000 00000000 ffffffff ffffffff"
	  TO_ALL
	  ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from febf:ffff::1", QR_ACCEPTED,
	  HEADER("0024", "00", "01") "febfffff 00000000 00000000 00000001"
	  TO_ALL
	  ALERT,
	  "82005657 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from ::", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "00000000 00000000 00000000 00000000"
	  TO_ALL
	  ALERT,
	  "82005518 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v1 report from ::", QR_IGNORED_SOURCE,
	  HEADER("0020", "00", "01") "00000000 00000000 00000000 00000000"
	  TO_ALL
	  ALERT,
	  "83006c5f 00000000 ff150000 00000000 00000000 00001234" },
	{ "done from ::", QR_IGNORED_SOURCE,
	  HEADER("0020", "00", "01") "00000000 00000000 00000000 00000000"
	  TO_ALL
	  ALERT,
	  "84006b5f 00000000 ff150000 00000000 00000000 00001234" },
	{ "v2 report from ::", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "00000000 00000000 00000000 00000000"
	  TO_ALL
	  ALERT,
	  "8f005c5a 00000001 04000000 ff150000 00000000 00000000 00001234" },
	{ "query from fe7f:ffff::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "fe7fffff 00000000 00000000 00000001"
	  TO_ALL
	  ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from fec0::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "fec00000 00000000 00000000 00000001"
	  TO_ALL
	  ALERT,
	  "82005656 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from 2001:db8::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "20010db8 00000000 00000000 00000001"
	  TO_ALL
	  ALERT,
	  "8200275e 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v1 report from 2001:db8::1", QR_IGNORED_SOURCE,
	  HEADER("0020", "00", "01") "20010db8 00000000 00000000 00000001"
	  TO_ALL
	  ALERT,
	  "83003ea5 00000000 ff150000 00000000 00000000 00001234" },
	{ "done from 2001:db8::1", QR_IGNORED_SOURCE,
	  HEADER("0020", "00", "01") "20010db8 00000000 00000000 00000001"
	  TO_ALL
	  ALERT,
	  "84003da5 00000000 ff150000 00000000 00000000 00001234" },
	{ "v2 report from 2001:db8::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "20010db8 00000000 00000000 00000001"
	  TO_ALL
	  ALERT,
	  "8f002ea0 00000001 04000000 ff150000 00000000 00000000 00001234" },
	{ "query from fd00::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "fd000000 00000000 00000000 00000001"
	  TO_ALL
	  ALERT,
	  "82005816 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from ::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "00000000 00000000 00000000 00000001"
	  TO_ALL
	  ALERT,
	  "82005517 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from ff02::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") TO_ALL TO_ALL ALERT,
	  "82005614 27100000 00000000 00000000 00000000 00000000 027d0000" },
};

ROWS(source);

/* RFC 9777 5.2.14: a router ignores reports from ::, too. */
static void source_is_link_local(struct kunit *test)
{
	const struct source_row *row = test->param_value;
	struct qr_msg msg;

	KUNIT_EXPECT_EQ(test, parse(test, row->ip, row->mld, &msg),
			row->verdict);
}

static const struct packet_row {
	const char *desc;
	const char *ip, *mld;
} packet_rows[] = {
	{ "query, v1",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT, QUERY_V1 },
	{ "query, v2",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT, QUERY_V2 },
	{ "query, behind every extension header",
	  HEADER("003c", "00", "01") FROM_1 TO_ALL
	  "3c000502 00000100 2b000104 00000000 2c000400 00000000 3a000000 00000001", QUERY_V2 },
};

ROWS(packet);

/* Of each only the first octets arrived; the length in it is the full one. */
static void cut_off_anywhere(struct kunit *test)
{
	const struct packet_row *row = test->param_value;

	expect_cut_off(test, &qr_mld, packet_from_hex(test, row->ip, row->mld));
}

static void any_bit_flipped(struct kunit *test)
{
	struct packet packet = packet_from_hex(test, packet_rows[1].ip,
					       packet_rows[1].mld);

	expect_checksum(test, &qr_mld, packet, 48, packet.len);
}

/* The addresses are under the checksum, by way of the pseudo-header. */
static void any_bit_of_the_addresses_flipped(struct kunit *test)
{
	struct packet packet = packet_from_hex(test, packet_rows[1].ip,
					       packet_rows[1].mld);

	expect_checksum(test, &qr_mld, packet, 8, 40);
}

/*
 * Extension headers in any order, of any length, with anything in them. What
 * gets past them needs a good Router Alert in front, which every other has.
 */
static size_t make_headers(u8 *packet, u32 *state)
{
	static const u8 headers[] = { 0, 43, 44, 58, 60 };
	static const u8 alert[] = { 58, 0, 5, 2, 0, 0, 1, 0 };
	size_t at = 40;
	u8 next = 0;

	if (noise(state) % 2) {
		memcpy(packet + at, alert, sizeof(alert));
		next = headers[noise(state) % ARRAY_SIZE(headers)];
		packet[at] = next;
		at += sizeof(alert);
	}

	while (next != 58 && at < 100) {
		next = headers[noise(state) % ARRAY_SIZE(headers)];
		packet[at] = next;
		packet[at + 1] = noise(state) % 3 ? 0 : noise(state) % 4;
		packet[at + 2] = noise(state) % 8;
		packet[at + 3] = noise(state) % 8;
		at += 8 + packet[at + 1] * 8;
	}
	return at;
}

static void set_checksum(const struct ipv6hdr *ip, u8 *mld, size_t len)
{
	__sum16 sum;

	memset(mld + 2, 0, 2);
	sum = csum_ipv6_magic(&ip->saddr, &ip->daddr, len, IPPROTO_ICMPV6,
			      csum_partial(mld, len, 0));
	memcpy(mld + 2, &sum, 2);
}

/* Any fields, and any length; of most the group and the checksum are right. */
static size_t make_noise(u8 *packet, u32 *state)
{
	static const u8 types[] = { 130, 131, 132, 143 };
	struct ipv6hdr *ip = (struct ipv6hdr *)packet;
	size_t at, len, i;

	for (i = 40; i < NOISE_MAX; i++)
		packet[i] = noise(state);
	at = make_headers(packet, state);
	len = 8 + noise(state) % 50;
	ip->payload_len = htons(at - sizeof(*ip) + len);

	packet[at] = types[noise(state) % ARRAY_SIZE(types)];
	if (noise(state) % 4)
		packet[at + 8] = 0xff;
	packet[at + 26] = 0;
	packet[at + 27] = noise(state) % 4;
	if (noise(state) % 4)
		set_checksum(ip, packet + at, len);
	return at + len;
}

static void noise_is_survived(struct kunit *test)
{
	struct packet header = packet_from_hex(test,
					       HEADER("0000", "00", "01"),
					       FROM_1 TO_ALL);

	expect_survival(test, &qr_mld, header, make_noise);
}

static const struct query_row {
	const char *desc;
	const char *ip, *mld;
	u8 version;
	union qr_addr group;
	u32 max_resp_ms;
	u32 robustness;
	u32 query_interval_ms;
	bool suppress;
	const char *sources;
} query_rows[] = {
	{ "v1, 10 s",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  QUERY_V1,
	  1, NOBODY, 10000, 0, 0 },
	{ "v1, code 0",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "82008027 00000000 00000000 00000000 00000000 00000000",
	  1, NOBODY, 0, 0, 0 },
	{ "v1, code 32768 is linear",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "82000027 80000000 00000000 00000000 00000000 00000000",
	  1, NOBODY, 32768, 0, 0 },
	{ "v1, code 65535 is linear",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT,
	  "82008027 ffff0000 00000000 00000000 00000000 00000000",
	  1, NOBODY, 65535, 0, 0 },
	{ "v1, for a group",
	  HEADER("0020", "00", "01") FROM_1 TO_GROUP ALERT,
	  "820058af 03e80000 ff150000 00000000 00000000 00001234",
	  1, GROUP, 1000, 0, 0 },
	{ "v1, for a group, to this host",
	  HEADER("0020", "00", "01") FROM_1 TO_US ALERT,
	  "82006b73 03e80000 ff150000 00000000 00000000 00001234",
	  1, GROUP, 1000, 0, 0 },
	{ "v2 with the defaults",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, code 32767: the largest linear one",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200fda6 7fff0000 00000000 00000000 00000000 00000000 027d0000",
	  2, NOBODY, 32767, 2, 125000 },
	{ "v2, code 0x8000: 4096 << 3",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200fda5 80000000 00000000 00000000 00000000 00000000 027d0000",
	  2, NOBODY, 32768, 2, 125000 },
	{ "v2, code 0x9abc: 0x1abc << 4",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200e2e9 9abc0000 00000000 00000000 00000000 00000000 027d0000",
	  2, NOBODY, 109504, 2, 125000 },
	{ "v2, code 0xffff: 8191 << 10",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82007da6 ffff0000 00000000 00000000 00000000 00000000 027d0000",
	  2, NOBODY, 8387584, 2, 125000 },
	{ "v2, QQIC 0: the default",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005713 27100000 00000000 00000000 00000000 00000000 02000000",
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, QQIC 0x80: 16 << 3",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005693 27100000 00000000 00000000 00000000 00000000 02800000",
	  2, NOBODY, 10000, 2, 128000 },
	{ "v2, QQIC 0xff: 31 << 10",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005614 27100000 00000000 00000000 00000000 00000000 02ff0000",
	  2, NOBODY, 10000, 2, 31744000 },
	{ "v2, QRV 0",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005896 27100000 00000000 00000000 00000000 00000000 007d0000",
	  2, NOBODY, 10000, 0, 125000 },
	{ "v2, S flag and reserved bits set, QRV 5",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005b95 27100000 00000000 00000000 00000000 00000000 fd7d0000",
	  2, NOBODY, 10000, 5, 125000, true },
	{ "v2, all but the S flag set",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82006195 27100000 00000000 00000000 00000000 00000000 f77d0000",
	  2, NOBODY, 10000, 7, 125000 },
	{ "v2, for a group",
	  HEADER("0024", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200562e 03e80000 ff150000 00000000 00000000 00001234 027d0000",
	  2, GROUP, 1000, 2, 125000 },
	{ "v2, for a group and two sources",
	  HEADER("0044", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200fa96 03e80000 ff150000 00000000 00000000 00001234 027d0002 20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002",
	  2, GROUP, 1000, 2, 125000, false,
	  "20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002" },
	{ "v2, for a group and a source, S flag",
	  HEADER("0034", "00", "01") FROM_1 TO_GROUP ALERT,
	  "82002063 03e80000 ff150000 00000000 00000000 00001234 0a7d0001 20010db8 00000000 00000000 00000001",
	  2, GROUP, 1000, 2, 125000, true,
	  "20010db8 00000000 00000000 00000001" },
	{ "v2, for a group and a source, 4 octets behind",
	  HEADER("0038", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200dd13 03e80000 ff150000 00000000 00000000 00001234 027d0001 20010db8 00000000 00000000 00000001 a5a5a5a5",
	  2, GROUP, 1000, 2, 125000, false,
	  "20010db8 00000000 00000000 00000001" },
	{ "v2, one octet behind the fields",
	  HEADER("0025", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200b194 27100000 00000000 00000000 00000000 00000000 027d0000 a5",
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, 20 octets behind the fields",
	  HEADER("0038", "00", "01") FROM_1 TO_ALL ALERT,
	  "8200de09 27100000 00000000 00000000 00000000 00000000 027d0000 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5 a5a5a5a5",
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, Router Alert behind padding",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "3a010001 04000000 00050200 00000000",
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, atomic fragment",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "2c000502 00000100 3a000000 00000001",
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, behind destination options",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "3c000502 00000100 3a000104 00000000",
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, behind a routing header",
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "2b000502 00000100 3a000400 00000000",
	  QUERY_V2,
	  2, NOBODY, 10000, 2, 125000 },
	{ "v2, padded to 60 octets",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005696 27100000 00000000 00000000 00000000 00000000 027d0000 a5a5a5a5 a5a5a5a5",
	  2, NOBODY, 10000, 2, 125000 },
};

ROWS(query);

static void query_is_heard(struct kunit *test)
{
	const struct query_row *row = test->param_value;
	struct packet list;
	struct qr_msg msg;

	memset(&msg, 0xa5, sizeof(msg));
	KUNIT_EXPECT_EQ(test, parse(test, row->ip, row->mld, &msg),
			QR_ACCEPTED);
	KUNIT_EXPECT_EQ(test, msg.type, QR_MSG_QUERY);
	KUNIT_EXPECT_EQ(test, msg.version, row->version);
	KUNIT_EXPECT_EQ(test, msg.router_alert, true);
	EXPECT_ADDR6(test, msg.source, LL(1));
	EXPECT_ADDR6(test, msg.group, row->group);
	KUNIT_EXPECT_EQ(test, msg.max_resp_ms, row->max_resp_ms);
	KUNIT_EXPECT_EQ(test, msg.robustness, row->robustness);
	KUNIT_EXPECT_EQ(test, msg.query_interval_ms, row->query_interval_ms);
	KUNIT_EXPECT_EQ(test, msg.suppress, row->suppress);
	list = packet_from_hex(test, row->sources ?: "", "");
	KUNIT_EXPECT_EQ(test, msg.list.count, list.len / 16);
	expect_listed(test, &msg.list, list);
}

static const struct membership_row {
	const char *desc;
	const char *ip, *mld;
	enum qr_msg_type type;
	u8 version;
	union qr_addr group;
	u16 records;
	size_t len;		/* octets behind the first 8 */
} membership_rows[] = {
	{ "v1 report",
	  HEADER("0020", "00", "01") FROM_7 TO_GROUP ALERT,
	  "83005b91 00000000 ff150000 00000000 00000000 00001234",
	  QR_MSG_REPORT, 1, GROUP },
	{ "done",
	  HEADER("0020", "00", "01") FROM_7 TO_ROUTERS ALERT,
	  "84006cd6 00000000 ff150000 00000000 00000000 00001234",
	  QR_MSG_LEAVE, 1, GROUP },
	{ "v2 report",
	  HEADER("0024", "00", "01") FROM_7 TO_V2_ROUTERS ALERT,
	  "8f005dbd 00000001 04000000 ff150000 00000000 00000000 00001234",
	  QR_MSG_REPORT, 2, NOBODY, 1, 20 },
	{ "v2 report of two groups",
	  HEADER("0038", "00", "01") FROM_7 TO_V2_ROUTERS ALERT,
	  "8f00051a 00000002 04000000 ff150000 00000000 00000000 00001234 03000000 ff150000 00000000 00000000 00005678",
	  QR_MSG_REPORT, 2, NOBODY, 2, 40 },
	{ "v2 report without records",
	  HEADER("0010", "00", "01") FROM_7 TO_V2_ROUTERS ALERT,
	  "8f00731c 00000000",
	  QR_MSG_REPORT, 2, NOBODY, 0, 0 },
};

ROWS(membership);

static void report_or_done_is_heard(struct kunit *test)
{
	const struct membership_row *row = test->param_value;
	struct qr_msg msg;

	memset(&msg, 0xa5, sizeof(msg));
	KUNIT_EXPECT_EQ(test, parse(test, row->ip, row->mld, &msg),
			QR_ACCEPTED);
	KUNIT_EXPECT_EQ(test, msg.type, row->type);
	KUNIT_EXPECT_EQ(test, msg.version, row->version);
	KUNIT_EXPECT_EQ(test, msg.router_alert, true);
	EXPECT_ADDR6(test, msg.source, LL(7));
	EXPECT_ADDR6(test, msg.group, row->group);
	KUNIT_EXPECT_EQ(test, msg.list.count, row->records);
	KUNIT_EXPECT_EQ(test, msg.list.len, row->len);
	if (row->len)
		KUNIT_EXPECT_EQ(test, msg.list.at[0], 4);
}

/* RFC 8200 4.2: 0 is one octet, others tell how many follow. */
static const struct alert_row {
	const char *desc;
	const char *options;
	bool found;
} alert_rows[] = {
	{ "Router Alert, PadN", "0502 00000100", true },
	{ "Router Alert, two Pad1", "0502 00000000", true },
	{ "behind two Pad1", "0000 05020000", true },
	{ "behind PadN of 2 octets", "0100 05020000", true },
	{ "behind PadN of 10 octets",
	  "0108 00000000 00000000 05020000", true },
	{ "behind an unknown option of 3 octets and Pad1",
	  "1e01 a5000502 00000100 00000000", true },
	{ "no options but padding", "0104 00000000", false },
	{ "for RSVP", "0502 00010100", false },
	{ "for an active network", "0502 00020100", false },
	{ "for 256", "0502 01000100", false },
	{ "of 1 octet", "0501 00010100", false },
	{ "of 3 octets", "0503 00000000", false },
	{ "longer than what is left", "0102 00000502", false },
	{ "its length is missing", "0103 00000005", false },
	{ "within another option", "1e04 05020000", false },
	{ "behind an option longer than the header",
	  "1e05 05020000", false },
	{ "another option: the type's high bits count",
	  "4502 00000100", false },
};

ROWS(alert);

static void router_alert_is_found(struct kunit *test)
{
	const struct alert_row *row = test->param_value;
	struct packet packet;
	struct qr_msg msg;
	char mld[200];

	snprintf(mld, sizeof(mld), "3a00%s %s", row->options, QUERY_V2);
	packet = packet_from_hex(test, HEADER("0000", "00", "01") FROM_1 TO_ALL,
				 mld);
	packet.data[5] = packet.len - 40;
	packet.data[41] = (packet.len - 40 - 28) / 8 - 1;
	KUNIT_EXPECT_EQ(test, qr_parse(&qr_mld, packet.data, packet.len, &msg),
			row->found ? QR_ACCEPTED : QR_IGNORED_ROUTER_ALERT);
}

static const struct group_row {
	const char *desc;
	union qr_addr group;
	bool holds_state, is_ssm;
} group_rows[] = {
	{ "ff02::1", V6(0xff02, 0, 0, 0, 0, 0, 0, 1), false, false },
	{ "ff02::2", V6(0xff02, 0, 0, 0, 0, 0, 0, 2), true, false },
	{ "ff02::fb: mDNS", V6(0xff02, 0, 0, 0, 0, 0, 0, 0xfb), true, false },
	{ "ff02::1:ff00:1: solicited node",
	  V6(0xff02, 0, 0, 0, 0, 1, 0xff00, 1), true, false },
	{ "ff00::1: scope 0", V6(0xff00, 0, 0, 0, 0, 0, 0, 1), false, false },
	{ "ff01::fb: scope 1", V6(0xff01, 0, 0, 0, 0, 0, 0, 0xfb),
	  false, false },
	{ "ff11::fb: scope 1, transient",
	  V6(0xff11, 0, 0, 0, 0, 0, 0, 0xfb), false, false },
	{ "ff05::1", V6(0xff05, 0, 0, 0, 0, 0, 0, 1), true, false },
	{ "ff0e::1", V6(0xff0e, 0, 0, 0, 0, 0, 0, 1), true, false },
	{ "ff12::1: transient", V6(0xff12, 0, 0, 0, 0, 0, 0, 1),
	  true, false },
	{ "ff32::1", V6(0xff32, 0, 0, 0, 0, 0, 0, 1), true, true },
	{ "ff3e::8000:1", V6(0xff3e, 0, 0, 0, 0, 0, 0x8000, 1), true, true },
	{ "ff3e:0:ffff::1: within the /32",
	  V6(0xff3e, 0, 0xffff, 0, 0, 0, 0, 1), true, true },
	{ "ff3e:20::1: by prefix, not SSM",
	  V6(0xff3e, 0x20, 0, 0, 0, 0, 0, 1), true, false },
	{ "ff2e::1", V6(0xff2e, 0, 0, 0, 0, 0, 0, 1), true, false },
	{ "fe80::1: unicast", LL(1), false, false },
	{ "::", NOBODY, false, false },
};

ROWS(group);

static void group_is_judged(struct kunit *test)
{
	const struct group_row *row = test->param_value;

	KUNIT_EXPECT_EQ(test, qr_mld.holds_state(&row->group),
			row->holds_state);
	KUNIT_EXPECT_EQ(test, qr_mld.is_ssm(&row->group), row->is_ssm);
}

static void sources_are_unicast(struct kunit *test)
{
	union qr_addr loopback = V6(0, 0, 0, 0, 0, 0, 0, 1);
	union qr_addr global = V6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
	union qr_addr local = LL(1);
	union qr_addr group = GROUP;
	union qr_addr nobody = NOBODY;

	KUNIT_EXPECT_TRUE(test, qr_mld.is_source(&global));
	KUNIT_EXPECT_TRUE(test, qr_mld.is_source(&local));
	KUNIT_EXPECT_FALSE(test, qr_mld.is_source(&loopback));
	KUNIT_EXPECT_FALSE(test, qr_mld.is_source(&group));
	KUNIT_EXPECT_FALSE(test, qr_mld.is_source(&nobody));
}

static struct kunit_case mld_parse_cases[] = {
	KUNIT_CASE_PARAM(refused_for_the_right_reason, refusal_gen_params),
	KUNIT_CASE_PARAM(source_is_link_local, source_gen_params),
	KUNIT_CASE_PARAM(cut_off_anywhere, packet_gen_params),
	KUNIT_CASE(any_bit_flipped),
	KUNIT_CASE(any_bit_of_the_addresses_flipped),
	KUNIT_CASE(noise_is_survived),
	KUNIT_CASE_PARAM(query_is_heard, query_gen_params),
	KUNIT_CASE_PARAM(report_or_done_is_heard, membership_gen_params),
	KUNIT_CASE_PARAM(router_alert_is_found, alert_gen_params),
	KUNIT_CASE_PARAM(group_is_judged, group_gen_params),
	KUNIT_CASE(sources_are_unicast),
	{}
};

static struct kunit_suite mld_parse_suite = {
	.name = "qr_mld_parse",
	.test_cases = mld_parse_cases,
};

kunit_test_suite(mld_parse_suite);
