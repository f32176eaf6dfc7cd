// SPDX-License-Identifier: GPL-2.0
#include "packet.h"

#include <linux/ctype.h>
#include <linux/slab.h>

/* hex_to_bin() is not in the same header in all kernels. */
static u8 digit(char c)
{
	return isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
}

static size_t append_hex(struct kunit *test, u8 *out, const char *hex)
{
	size_t len = 0;

	for (; *hex; hex += 2) {
		while (isspace(*hex))
			hex++;
		if (!*hex)
			break;
		KUNIT_ASSERT_TRUE(test, isxdigit(hex[0]) && isxdigit(hex[1]));
		out[len++] = digit(hex[0]) << 4 | digit(hex[1]);
	}
	return len;
}

/**
 * packet_from_hex() - bytes from two strings of hexadecimal digits
 * @test: the test, which frees them
 * @hex1: the first of them; spaces are ignored
 * @hex2: more, to be appended
 */
struct packet packet_from_hex(struct kunit *test, const char *hex1,
			      const char *hex2)
{
	struct packet packet = {};
	u8 buffer[256];

	KUNIT_ASSERT_LE(test, strlen(hex1) + strlen(hex2), 2 * sizeof(buffer));
	packet.len = append_hex(test, buffer, hex1);
	packet.len += append_hex(test, buffer + packet.len, hex2);

	packet.data = kunit_kmalloc(test, packet.len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, packet.data);
	memcpy(packet.data, buffer, packet.len);
	return packet;
}

static bool is_ipv6(struct packet packet)
{
	return packet.data[0] >> 4 == 6;
}

/* The source address in the network header. */
const u8 *packet_source(struct packet packet)
{
	return packet.data + (is_ipv6(packet) ? 8 : 12);
}

/* The family of a packet, by its IP version. */
const struct family *family_of(struct packet packet)
{
	return &families[is_ipv6(packet) ? MLD : IGMP];
}

enum qr_verdict parse(const struct qr_proto *proto, struct packet packet,
		      struct qr_msg *msg)
{
	return qr_wire_parse(proto, packet.data, packet.len, msg);
}

/**
 * expect_refusal() - a bad packet is ignored for the right reason
 * @test: the test
 * @proto: whose parser
 * @row: the packet and the reason
 */
void expect_refusal(struct kunit *test, const struct qr_proto *proto,
		    const struct refusal_row *row)
{
	struct packet packet = packet_from_hex(test, row->ip, row->message);
	struct qr_msg msg;

	KUNIT_EXPECT_EQ(test, parse(proto, packet, &msg), row->verdict);
}

/**
 * expect_cut_off() - every truncation of a valid packet is rejected
 * @test: the test
 * @proto: whose parser
 * @whole: a good packet; the length in it stays what it is
 */
void expect_cut_off(struct kunit *test, const struct qr_proto *proto,
		    struct packet whole)
{
	struct packet cut;
	struct qr_msg msg;

	for (cut.len = 0; cut.len < whole.len; cut.len++) {
		cut.data = kunit_kmalloc(test, cut.len, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, cut.data);
		memcpy(cut.data, whole.data, cut.len);
		KUNIT_EXPECT_EQ_MSG(test, parse(proto, cut, &msg),
				    QR_IGNORED_LENGTH, "%zu bytes", cut.len);
	}
}

/**
 * expect_checksum() - every flipped bit is caught by the checksum
 * @test: the test
 * @proto: whose parser
 * @packet: a good packet
 * @from: the first byte that the checksum covers
 * @to: the byte after the last one
 */
void expect_checksum(struct kunit *test, const struct qr_proto *proto,
		     struct packet packet, size_t from, size_t to)
{
	struct qr_msg msg;
	size_t bit;

	for (bit = from * 8; bit < to * 8; bit++) {
		packet.data[bit / 8] ^= 1 << bit % 8;
		KUNIT_EXPECT_EQ_MSG(test, parse(proto, packet, &msg),
				    QR_IGNORED_CHECKSUM, "bit %zu", bit);
		packet.data[bit / 8] ^= 1 << bit % 8;
	}
}

/**
 * expect_listed() - compare a list byte by byte
 * @test: the test
 * @list: the list
 * @expected: what it should be; nothing, if it is to be empty
 */
void expect_listed(struct kunit *test, const struct qr_list *list,
		   struct packet expected)
{
	KUNIT_ASSERT_EQ(test, list->len, expected.len);
	if (list->len)
		KUNIT_EXPECT_EQ(test, 0, memcmp(list->at, expected.data,
						list->len));
}

/**
 * noise() - the next number of a minimal generator (Knuth)
 * @state: the generator's; the same start gives the same noise
 *
 * Return: 16 bits.
 */
u32 noise(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

/* A list that will be read lies within the packet. */
static void expect_within(struct kunit *test, const struct qr_list *list,
			  const u8 *packet, size_t len)
{
	if (!list->len)
		return;
	KUNIT_EXPECT_GE(test, list->at - packet, 0);
	KUNIT_EXPECT_LE(test, (size_t)(list->at - packet) + list->len, len);
}

/* One packet of noise, in a buffer of exactly its size. */
static enum qr_verdict parse_noise(struct kunit *test,
				   const struct qr_proto *proto,
				   const u8 *packet, size_t len)
{
	u8 *exact = kmemdup(packet, len, GFP_KERNEL);
	enum qr_verdict verdict;
	struct qr_msg msg = {};

	KUNIT_ASSERT_NOT_NULL(test, exact);
	verdict = qr_wire_parse(proto, exact, len, &msg);
	if (!verdict)
		expect_within(test, &msg.list, exact, len);
	kfree(exact);
	return verdict;
}

static bool is_opened(const struct qr_proto *proto, const u8 *packet,
		      size_t len)
{
	struct qr_envelope envelope;
	struct qr_msg msg = {};

	return !proto->open(packet, len, &envelope, &msg);
}

/**
 * expect_survival() - parse noise; KASAN looks on
 * @test: the test
 * @proto: whose parser
 * @header: what the packets begin with
 * @make_noise: writes the rest of one of at most NOISE_MAX bytes, and returns
 *	its length
 *
 * Noise that always fails the first check would prove nothing: at least one
 * packet in fifty is accepted, as many are refused for what the message says,
 * and as many for its checksum.
 */
void expect_survival(struct kunit *test, const struct qr_proto *proto,
		     struct packet header,
		     size_t (*make_noise)(u8 *packet, u32 *state))
{
	const unsigned int packets = 5000, some = packets / 50;
	u8 *whole = kunit_kzalloc(test, NOISE_MAX, GFP_KERNEL);
	unsigned int verdicts[QR_VERDICTS] = {}, opened = 0, i;
	enum qr_verdict verdict;
	u32 state = 1;
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, whole);
	memcpy(whole, header.data, header.len);
	for (i = 0; i < packets; i++) {
		len = make_noise(whole, &state);
		verdict = parse_noise(test, proto, whole, len);
		KUNIT_ASSERT_LT(test, verdict, QR_VERDICTS);
		verdicts[verdict]++;
		opened += is_opened(proto, whole, len);
	}
	KUNIT_EXPECT_GE(test, verdicts[QR_ACCEPTED], some);
	KUNIT_EXPECT_GE(test, opened, verdicts[QR_ACCEPTED] + some);
	KUNIT_EXPECT_GE(test, verdicts[QR_IGNORED_CHECKSUM], some);
}

/**
 * build() - build a query in a buffer of exactly its size
 * @test: the test, which frees it
 * @proto: whose builder
 * @query: the query
 */
struct packet build(struct kunit *test, const struct qr_proto *proto,
		    const struct qr_query *query)
{
	struct packet packet = { .len = proto->query_size(query) };

	packet.data = kunit_kmalloc(test, packet.len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, packet.data);
	memset(packet.data, 0xa5, packet.len);
	proto->build(query, packet.data);
	return packet;
}

/**
 * expect_built() - build a query, and compare it byte by byte
 * @test: the test
 * @proto: whose builder
 * @query: the query
 * @expected: what it should be
 */
void expect_built(struct kunit *test, const struct qr_proto *proto,
		  const struct qr_query *query, struct packet expected)
{
	struct packet built = build(test, proto, query);
	size_t i;

	KUNIT_ASSERT_EQ(test, built.len, expected.len);
	for (i = 0; i < built.len; i++)
		KUNIT_EXPECT_EQ_MSG(test, built.data[i], expected.data[i],
				    "byte %zu", i);
}
