// SPDX-License-Identifier: GPL-2.0
/*
 * Packets that are not MLD messages. Each packet has one fault only; the
 * checksum is right.
 */
#include "fixture.h"
#include "mld_packets.h"

#include <linux/ipv6.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>

static const struct refusal_row refusal_rows[] = {
	{ "nothing", QR_IGNORED_LENGTH, "", "" },
	{ "IPv6 header cut off at 39", QR_IGNORED_LENGTH,
	  HEADER("0000", "3a", "01") FROM_1
	  "ff020000 00000000 00000000 000000", "" },
	{ "IP version 4", QR_IGNORED_LENGTH,
	  "40000000 00240001 " FROM_1 TO_ALL ALERT,
	  MLD_V2 },
	{ "payload length one more than arrived", QR_IGNORED_LENGTH,
	  HEADER("0025", "00", "01") FROM_1 TO_ALL ALERT,
	  MLD_V2 },
	{ "jumbogram: payload length 0", QR_IGNORED_LENGTH,
	  HEADER("0000", "00", "01") FROM_1 TO_ALL ALERT,
	  MLD_V2 },
	{ "hop-by-hop header cut off", QR_IGNORED_LENGTH,
	  HEADER("0006", "00", "01") FROM_1 TO_ALL "3a000502 0000",
	  "" },
	{ "hop-by-hop header longer than the packet", QR_IGNORED_LENGTH,
	  HEADER("0008", "00", "01") FROM_1 TO_ALL "3a010502 00000100",
	  "" },
	{ "nothing behind the hop-by-hop header", QR_IGNORED_LENGTH,
	  HEADER("0008", "00", "01") FROM_1 TO_ALL ALERT,
	  "" },
	{ "7 bytes of MLD", QR_IGNORED_LENGTH,
	  HEADER("000f", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005928 271000" },
	{ "23 bytes", QR_IGNORED_LENGTH,
	  HEADER("001f", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005918 27100000 00000000 00000000 00000000 000000" },
	{ "25 bytes", QR_IGNORED_LENGTH,
	  HEADER("0021", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005916 27100000 00000000 00000000 00000000 00000000 00" },
	{ "26 bytes", QR_IGNORED_LENGTH,
	  HEADER("0022", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005915 27100000 00000000 00000000 00000000 00000000 0000" },
	{ "27 bytes", QR_IGNORED_LENGTH,
	  HEADER("0023", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d00" },
	{ "27 bytes and a byte of padding", QR_IGNORED_LENGTH,
	  HEADER("0023", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v1 report of 23 bytes", QR_IGNORED_LENGTH,
	  HEADER("001f", "00", "01") FROM_1 TO_GROUP ALERT,
	  "83005bcc 00000000 ff150000 00000000 00000000 000012" },
	{ "done of 23 bytes", QR_IGNORED_LENGTH,
	  HEADER("001f", "00", "01") FROM_1 TO_ROUTERS ALERT,
	  "84006d11 00000000 ff150000 00000000 00000000 000012" },
	{ "v2 report of 7 bytes", QR_IGNORED_LENGTH,
	  HEADER("000f", "00", "01") FROM_1 TO_V2_ROUTERS ALERT,
	  "8f007323 000000" },
	{ "one source announced, none there", QR_IGNORED_LENGTH,
	  HEADER("0024", "00", "01") FROM_1 TO_GROUP ALERT,
	  "8200562d 03e80000 ff150000 00000000 00000000 00001234 027d0001" },
	{ "one source announced, 15 bytes there", QR_IGNORED_LENGTH,
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
	  MLD_V2 },
	{ "last fragment", QR_IGNORED_FRAGMENT,
	  HEADER("002c", "00", "01") FROM_1
	  TO_ALL "2c000502 00000100 3a000008 00000001",
	  MLD_V2 },
	{ "no hop-by-hop header", QR_IGNORED_ROUTER_ALERT,
	  HEADER("001c", "3a", "01") FROM_1 TO_ALL,
	  MLD_V2 },
	{ "hop-by-hop header without Router Alert", QR_IGNORED_ROUTER_ALERT,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL "3a000104 00000000",
	  MLD_V2 },
	{ "Router Alert of RSVP", QR_IGNORED_ROUTER_ALERT,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL "3a000502 00010100",
	  MLD_V2 },
	{ "Router Alert in destination options", QR_IGNORED_ROUTER_ALERT,
	  HEADER("0024", "3c", "01") FROM_1 TO_ALL "3a000502 00000100",
	  MLD_V2 },
	{ "hop-by-hop header behind destination options", QR_IGNORED_TYPE,
	  HEADER("002c", "3c", "01") FROM_1
	  TO_ALL "00000104 00000000 3a000502 00000100",
	  MLD_V2 },
	{ "UDP", QR_IGNORED_TYPE,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL "11000502 00000100",
	  MLD_V2 },
	{ "no next header", QR_IGNORED_TYPE,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL "3b000502 00000100",
	  MLD_V2 },
	{ "hop limit 0", QR_IGNORED_TTL,
	  HEADER("0024", "00", "00") FROM_1 TO_ALL ALERT,
	  MLD_V2 },
	{ "hop limit 2", QR_IGNORED_TTL,
	  HEADER("0024", "00", "02") FROM_1 TO_ALL ALERT,
	  MLD_V2 },
	{ "hop limit 255", QR_IGNORED_TTL,
	  HEADER("0024", "00", "ff") FROM_1 TO_ALL ALERT,
	  MLD_V2 },
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
	{ "done with no address, no solicitation as in IGMP", QR_IGNORED_GROUP,
	  HEADER("0020", "00", "01") FROM_1 TO_ROUTERS ALERT,
	  "84007e26 00000000 00000000 00000000 00000000 00000000" },
	{ "v1 general query to this host", QR_IGNORED_DESTINATION,
	  HEADER("0020", "00", "01") FROM_1 TO_5 ALERT,
	  "82005995 27100000 00000000 00000000 00000000 00000000" },
	{ "v2 general query to this host", QR_IGNORED_DESTINATION,
	  HEADER("0024", "00", "01") FROM_1 TO_5 ALERT,
	  "82005714 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v2 general query to all routers", QR_IGNORED_DESTINATION,
	  HEADER("0024", "00", "01") FROM_1 TO_ROUTERS ALERT,
	  "82005695 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v2 general query to all nodes of scope 1", QR_IGNORED_DESTINATION,
	  HEADER("0024", "00", "01") FROM_1 "ff010000 00000000 00000000 00000001"
	  ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "done to this host", QR_IGNORED_DESTINATION,
	  HEADER("0020", "00", "01") FROM_7 TO_5 ALERT,
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
	{ "checksum of the first 24 bytes only", QR_IGNORED_CHECKSUM,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  "82005917 27100000 00000000 00000000 00000000 00000000 027d0000" },

	/* RFC 9777 5.2.14: a router ignores reports from ::, too. */
	{ "query from fe80::1", QR_ACCEPTED,
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT,
	  MLD_V2 },
	{ "query from fe80::ffff:ffff:ffff:ffff", QR_ACCEPTED,
	  HEADER("0024", "00", "01") "fe800000 00000000 ffffffff ffffffff"
	  TO_ALL ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from febf:ffff::1", QR_ACCEPTED,
	  HEADER("0024", "00", "01") "febfffff 00000000 00000000 00000001"
	  TO_ALL ALERT,
	  "82005657 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from ::", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "00000000 00000000 00000000 00000000"
	  TO_ALL ALERT,
	  "82005518 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v1 report from ::", QR_IGNORED_SOURCE,
	  HEADER("0020", "00", "01") "00000000 00000000 00000000 00000000"
	  TO_ALL ALERT,
	  "83006c5f 00000000 ff150000 00000000 00000000 00001234" },
	{ "done from ::", QR_IGNORED_SOURCE,
	  HEADER("0020", "00", "01") "00000000 00000000 00000000 00000000"
	  TO_ALL ALERT,
	  "84006b5f 00000000 ff150000 00000000 00000000 00001234" },
	{ "v2 report from ::", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "00000000 00000000 00000000 00000000"
	  TO_ALL ALERT,
	  "8f005c5a 00000001 04000000 ff150000 00000000 00000000 00001234" },
	{ "query from fe7f:ffff::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "fe7fffff 00000000 00000000 00000001"
	  TO_ALL ALERT,
	  "82005697 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from fec0::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "fec00000 00000000 00000000 00000001"
	  TO_ALL ALERT,
	  "82005656 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from 2001:db8::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "20010db8 00000000 00000000 00000001"
	  TO_ALL ALERT,
	  "8200275e 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "v1 report from 2001:db8::1", QR_IGNORED_SOURCE,
	  HEADER("0020", "00", "01") "20010db8 00000000 00000000 00000001"
	  TO_ALL ALERT,
	  "83003ea5 00000000 ff150000 00000000 00000000 00001234" },
	{ "done from 2001:db8::1", QR_IGNORED_SOURCE,
	  HEADER("0020", "00", "01") "20010db8 00000000 00000000 00000001"
	  TO_ALL ALERT,
	  "84003da5 00000000 ff150000 00000000 00000000 00001234" },
	{ "v2 report from 2001:db8::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "20010db8 00000000 00000000 00000001"
	  TO_ALL ALERT,
	  "8f002ea0 00000001 04000000 ff150000 00000000 00000000 00001234" },
	{ "query from fd00::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "fd000000 00000000 00000000 00000001"
	  TO_ALL ALERT,
	  "82005816 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from ::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") "00000000 00000000 00000000 00000001"
	  TO_ALL ALERT,
	  "82005517 27100000 00000000 00000000 00000000 00000000 027d0000" },
	{ "query from ff02::1", QR_IGNORED_SOURCE,
	  HEADER("0024", "00", "01") TO_ALL TO_ALL ALERT,
	  "82005614 27100000 00000000 00000000 00000000 00000000 027d0000" },
};

ROWS(refusal);

static void refused_for_the_right_reason(struct kunit *test)
{
	expect_refusal(test, &qr_mld, test->param_value);
}

static const struct packet_row {
	const char *desc;
	const char *ip, *message;
} packet_rows[] = {
	{ "query, v1",
	  HEADER("0020", "00", "01") FROM_1 TO_ALL ALERT, MLD_V1 },
	{ "query, v2",
	  HEADER("0024", "00", "01") FROM_1 TO_ALL ALERT, MLD_V2 },
	{ "query, behind every extension header",
	  HEADER("003c", "00", "01") FROM_1 TO_ALL
	  "3c000502 00000100 2b000104 00000000 2c000400 00000000 3a000000 00000001", MLD_V2 },
};

ROWS(packet);

/* Only the first bytes arrive; the length field is that of the whole packet. */
static void cut_off_anywhere(struct kunit *test)
{
	const struct packet_row *row = test->param_value;

	expect_cut_off(test, &qr_mld, packet_from_hex(test, row->ip, row->message));
}

static void any_bit_flipped(struct kunit *test)
{
	struct packet packet = packet_from_hex(test, packet_rows[1].ip,
					       packet_rows[1].message);

	expect_checksum(test, &qr_mld, packet, 48, packet.len);
}

/* The checksum covers the addresses, by way of the pseudo-header. */
static void any_bit_of_the_addresses_flipped(struct kunit *test)
{
	struct packet packet = packet_from_hex(test, packet_rows[1].ip,
					       packet_rows[1].message);

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

static struct kunit_case mld_refusal_cases[] = {
	KUNIT_CASE_PARAM(refused_for_the_right_reason, refusal_gen_params),
	KUNIT_CASE_PARAM(cut_off_anywhere, packet_gen_params),
	KUNIT_CASE(any_bit_flipped),
	KUNIT_CASE(any_bit_of_the_addresses_flipped),
	KUNIT_CASE(noise_is_survived),
	{}
};

static struct kunit_suite mld_refusal_suite = {
	.name = "qr_mld_refusal",
	.test_cases = mld_refusal_cases,
};

kunit_test_suite(mld_refusal_suite);
