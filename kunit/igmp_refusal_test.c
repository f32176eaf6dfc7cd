// SPDX-License-Identifier: GPL-2.0
/*
 * Packets that are not IGMP messages. Each packet has one fault only; checksums
 * are right.
 */
#include "fixture.h"
#include "igmp_packets.h"

#include <net/checksum.h>

static const struct refusal_row refusal_rows[] = {
	{ "nothing", QR_IGNORED_LENGTH, "", "" },
	{ "IP header cut off at 19", QR_IGNORED_LENGTH,
	  "46c00020 00004000 0102fa15 0a000001 e00000", "" },
	{ "IP version 6", QR_IGNORED_LENGTH,
	  "66c00020 00004000 0102fa15 0a000001 e0000001 94040000", IGMP_V2 },
	{ "IP header length 4 words", QR_IGNORED_LENGTH,
	  "44c0001c 00004000 01028f1e 0a000001 e0000001", IGMP_V2 },
	{ "IP header longer than the datagram", QR_IGNORED_LENGTH,
	  "48c0001c 00004000 01028f1e 0a000001 e0000001", IGMP_V2 },
	{ "total length within the header", QR_IGNORED_LENGTH,
	  "46c00017 00004000 0102fa15 0a000001 e0000001 94040000", IGMP_V2 },
	{ "total length one more than arrived", QR_IGNORED_LENGTH,
	  "46c00021 00004000 0102fa15 0a000001 e0000001 94040000", IGMP_V2 },
	{ "first fragment", QR_IGNORED_FRAGMENT,
	  "46c00020 00002000 01021a16 0a000001 e0000001 94040000", IGMP_V2 },
	{ "last fragment", QR_IGNORED_FRAGMENT,
	  "46c00020 00000001 01023a15 0a000001 e0000001 94040000", IGMP_V2 },
	{ "UDP", QR_IGNORED_TYPE,
	  "46c00020 00004000 0111fa06 0a000001 e0000001 94040000", IGMP_V2 },
	{ "no IGMP at all", QR_IGNORED_LENGTH,
	  "46c00018 00004000 0102fa1d 0a000001 e0000001 94040000", "" },
	{ "7 bytes", QR_IGNORED_LENGTH,
	  "46c0001f 00004000 0102fa16 0a000001 e0000001 94040000",
	  "1164ee9b 000000" },
	{ "v2 report of 7 bytes", QR_IGNORED_LENGTH,
	  "46c0001f 00004000 0102fa16 0a000001 e0000001 94040000",
	  "1600f8fd ef0102" },
	{ "9 bytes", QR_IGNORED_LENGTH,
	  "46c00021 00004000 0102fa14 0a000001 e0000001 94040000",
	  "1164ee9b 00000000 00" },
	{ "10 bytes", QR_IGNORED_LENGTH,
	  "46c00022 00004000 0102fa13 0a000001 e0000001 94040000",
	  "1164ee9b 00000000 0000" },
	{ "11 bytes", QR_IGNORED_LENGTH,
	  "46c00023 00004000 0102fa12 0a000001 e0000001 94040000",
	  "1164ec1e 00000000 027d00" },
	{ "11 bytes and a byte of padding", QR_IGNORED_LENGTH,
	  "46c00023 00004000 0102fa12 0a000001 e0000001 94040000", IGMP_V3 },
	{ "v3: one source announced, none there", QR_IGNORED_LENGTH,
	  IP_36_GROUP, "1164fb18 ef010203 027d0001" },
	{ "v3: one source announced, 3 bytes there", QR_IGNORED_LENGTH,
	  "46c00027 00004000 0102e90b 0a000001 ef010203 94040000",
	  "11643918 ef010203 027d0001 c00002" },
	{ "v3: 65535 sources announced, one there", QR_IGNORED_LENGTH,
	  "46c00028 00004000 0102e90a 0a000001 ef010203 94040000",
	  "11643918 ef010203 027dffff c0000201" },
	{ "checksum one too high", QR_IGNORED_CHECKSUM, IP_32,
	  "1164ee9c 00000000" },
	{ "v3: checksum of the first 8 bytes only", QR_IGNORED_CHECKSUM,
	  IP_36, "1164ee9b 00000000 027d0000" },
	{ "TTL 0", QR_IGNORED_TTL,
	  "46c00024 00004000 0002fb11 0a000001 e0000001 94040000", IGMP_V3 },
	{ "TTL 2", QR_IGNORED_TTL,
	  "46c00024 00004000 0202f911 0a000001 e0000001 94040000", IGMP_V3 },
	{ "v3 for a group: unicast", QR_IGNORED_GROUP, IP_36,
	  "1164e215 0a000009 027d0000" },
	{ "v3 for a group: just below multicast", QR_IGNORED_GROUP, IP_36,
	  "11640c1f dfffffff 027d0000" },
	{ "v3 for a group: just above multicast", QR_IGNORED_GROUP, IP_36,
	  "1164fc1d f0000000 027d0000" },
	{ "v2 for a group: unicast", QR_IGNORED_GROUP, IP_32,
	  "110ae4ec 0a000009" },
	{ "v1 general query to this host", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102d012 0a000001 0a000005 94040000", IGMP_V1 },
	{ "v2 general query to this host", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102d012 0a000001 0a000005 94040000", IGMP_V2 },
	{ "v3 general query to this host", QR_IGNORED_DESTINATION,
	  "46c00024 00004000 0102d00e 0a000001 0a000005 94040000", IGMP_V3 },
	{ "v3 general query to all routers", QR_IGNORED_DESTINATION,
	  "46c00024 00004000 0102fa10 0a000001 e0000002 94040000", IGMP_V3 },
	{ "v3 general query to broadcast", QR_IGNORED_DESTINATION,
	  "46c00024 00004000 0102da13 0a000001 ffffffff 94040000", IGMP_V3 },
	{ "leave to this host", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102d00c 0a000007 0a000005 94040000",
	  "1700f7fa ef010203" },
	{ "leave to all hosts", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102fa0f 0a000007 e0000001 94040000",
	  "1700f7fa ef010203" },
	{ "leave to another group", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102e90b 0a000007 ef010204 94040000",
	  "1700f7fa ef010203" },
	{ "solicitation to all hosts", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102fa0f 0a000007 e0000001 94040000",
	  "1700e8ff 00000000" },
	{ "solicitation to this host", QR_IGNORED_DESTINATION,
	  "46c00020 00004000 0102d00c 0a000007 0a000005 94040000",
	  "1700e8ff 00000000" },
	{ "v1 report: unicast", QR_IGNORED_GROUP, IP_32, "1200e3f6 0a000009" },
	{ "v2 report: no group", QR_IGNORED_GROUP, IP_32,
	  "1600e9ff 00000000" },
	{ "leave: just below multicast", QR_IGNORED_GROUP, IP_32,
	  "17000900 dfffffff" },
	{ "type DVMRP", QR_IGNORED_TYPE, IP_32, "1300ecff 00000000" },
	{ "type PIMv1", QR_IGNORED_TYPE, IP_32, "1400ebff 00000000" },
	{ "type router advertisement", QR_IGNORED_TYPE, IP_32,
	  "3000cfff 00000000" },
	{ "type 0xff", QR_IGNORED_TYPE, IP_32, "ff0000ff 00000000" },
	{ "nothing wrong", QR_ACCEPTED, IP_36, IGMP_V3 },
};

ROWS(refusal);

static void refused_for_the_right_reason(struct kunit *test)
{
	expect_refusal(test, &qr_igmp, test->param_value);
}

/* Only the first bytes arrive; the length field is that of the whole packet. */
static void cut_off_anywhere(struct kunit *test)
{
	expect_cut_off(test, &qr_igmp, packet_from_hex(test, IP_36, IGMP_V3));
}

static void any_bit_flipped(struct kunit *test)
{
	struct packet packet = packet_from_hex(test, IP_36, IGMP_V3);

	expect_checksum(test, &qr_igmp, packet, 24, packet.len);
}

static void set_checksum(u8 *igmp, size_t len)
{
	__sum16 sum;

	memset(igmp + 2, 0, 2);
	sum = ip_compute_csum(igmp, len);
	memcpy(igmp + 2, &sum, 2);
}

/* Any options, any fields, and any length; of most the checksum is right. */
static size_t make_noise(u8 *packet, u32 *state)
{
	static const u8 types[] = { 0x11, 0x12, 0x16, 0x17, 0x22 };
	size_t header = 20 + noise(state) % 11 * 4;
	size_t len = header + 8 + noise(state) % 30;
	u8 *igmp = packet + header;
	size_t i;

	packet[0] = 0x40 | header / 4;
	packet[3] = len;
	for (i = 20; i < len; i++)
		packet[i] = noise(state);
	igmp[0] = types[noise(state) % ARRAY_SIZE(types)];
	if (noise(state) % 4)
		set_checksum(igmp, len - header);
	return len;
}

static void noise_is_survived(struct kunit *test)
{
	expect_survival(test, &qr_igmp, packet_from_hex(test, IP_28, ""),
			make_noise);
}

static const struct source_row {
	const char *desc;
	union qr_addr source;
	enum qr_verdict verdict;
} source_rows[] = {
	{ "0.0.0.0: a host without an address", UNSPEC, QR_ACCEPTED },
	{ "10.0.0.1", V4(10, 0, 0, 1), QR_ACCEPTED },
	{ "126.255.255.255", V4(126, 255, 255, 255), QR_ACCEPTED },
	{ "0.0.0.1: this network", V4(0, 0, 0, 1), QR_IGNORED_SOURCE },
	{ "0.255.255.255: this network", V4(0, 255, 255, 255),
	  QR_IGNORED_SOURCE },
	{ "127.0.0.0: loopback", V4(127, 0, 0, 0), QR_IGNORED_SOURCE },
	{ "127.255.255.255: loopback", V4(127, 255, 255, 255),
	  QR_IGNORED_SOURCE },
	{ "128.0.0.0", V4(128, 0, 0, 0), QR_ACCEPTED },
	{ "169.254.1.1: link-local", V4(169, 254, 1, 1), QR_ACCEPTED },
	{ "223.255.255.255", V4(223, 255, 255, 255), QR_ACCEPTED },
	{ "224.0.0.0: multicast", V4(224, 0, 0, 0), QR_IGNORED_SOURCE },
	{ "239.255.255.255: multicast", V4(239, 255, 255, 255),
	  QR_IGNORED_SOURCE },
	{ "255.255.255.255: broadcast", V4(255, 255, 255, 255),
	  QR_IGNORED_SOURCE },
};

ROWS(source);

/* The IP layer checks the IP header's checksum; here it stays as it was. */
static void source_is_a_hosts(struct kunit *test)
{
	const struct source_row *row = test->param_value;
	struct packet packet = packet_from_hex(test, IP_36, IGMP_V3);
	struct qr_msg msg = {};

	memcpy(packet.data + 12, &row->source, 4);
	KUNIT_EXPECT_EQ(test, parse(&qr_igmp, packet, &msg), row->verdict);
	if (row->verdict == QR_ACCEPTED)
		EXPECT_ADDR(test, msg.source, row->source);
}

static struct kunit_case igmp_refusal_cases[] = {
	KUNIT_CASE_PARAM(refused_for_the_right_reason, refusal_gen_params),
	KUNIT_CASE(cut_off_anywhere),
	KUNIT_CASE(any_bit_flipped),
	KUNIT_CASE(noise_is_survived),
	KUNIT_CASE_PARAM(source_is_a_hosts, source_gen_params),
	{}
};

static struct kunit_suite igmp_refusal_suite = {
	.name = "qr_igmp_refusal",
	.test_cases = igmp_refusal_cases,
};

kunit_test_suite(igmp_refusal_suite);
