// SPDX-License-Identifier: GPL-2.0
#include "fixture.h"

#include <linux/ctype.h>
#include <linux/kernel.h>
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
 * packet_from_hex() - octets from two strings of hexadecimal digits
 * @test: the test, which frees them
 * @hex1: the first of them; spaces are for the eye
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

/**
 * parse() - read a packet given in hexadecimal digits
 * @test: the test
 * @proto: whose parser
 * @hex1: the packet, see packet_from_hex()
 * @hex2: the rest of it
 * @msg: what is in it
 */
enum qr_stat parse(struct kunit *test, const struct qr_proto *proto,
		   const char *hex1, const char *hex2, struct qr_msg *msg)
{
	struct packet packet = packet_from_hex(test, hex1, hex2);

	return qr_parse(proto, packet.data, packet.len, msg);
}

/**
 * expect_cut_off() - whatever is missing of a packet is missed
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
		KUNIT_EXPECT_EQ_MSG(test, qr_parse(proto, cut.data, cut.len, &msg),
				    QR_IGNORED_LENGTH, "%zu octets", cut.len);
	}
}

/**
 * expect_checksum() - whatever bit is wrong, the checksum tells
 * @test: the test
 * @proto: whose parser
 * @packet: a good packet
 * @from: the first octet that the checksum guards
 * @to: the octet behind the last one
 */
void expect_checksum(struct kunit *test, const struct qr_proto *proto,
		     struct packet packet, size_t from, size_t to)
{
	struct qr_msg msg;
	size_t bit;

	for (bit = from * 8; bit < to * 8; bit++) {
		packet.data[bit / 8] ^= 1 << bit % 8;
		KUNIT_EXPECT_EQ_MSG(test, qr_parse(proto, packet.data, packet.len,
						   &msg),
				    QR_IGNORED_CHECKSUM, "bit %zu", bit);
		packet.data[bit / 8] ^= 1 << bit % 8;
	}
}

/**
 * expect_listed() - compare a list octet by octet
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

/* A minimal generator (Knuth), so that each run sees the same noise. */
u32 noise(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

/* A list that is to be read lies within the packet. */
static void expect_within(struct kunit *test, const struct qr_list *list,
			  const u8 *packet, size_t len)
{
	if (!list->len)
		return;
	KUNIT_EXPECT_GE(test, list->at - packet, 0);
	KUNIT_EXPECT_LE(test, (size_t)(list->at - packet) + list->len, len);
}

/* One packet of noise, in a buffer of exactly its size. */
static enum qr_stat parse_noise(struct kunit *test,
				const struct qr_proto *proto,
				const u8 *noise, size_t len)
{
	u8 *exact = kmemdup(noise, len, GFP_KERNEL);
	enum qr_stat verdict;
	struct qr_msg msg;

	KUNIT_ASSERT_NOT_NULL(test, exact);
	verdict = qr_parse(proto, exact, len, &msg);
	if (!verdict)
		expect_within(test, &msg.list, exact, len);
	kfree(exact);
	return verdict;
}

static bool is_opened(const struct qr_proto *proto, const u8 *packet,
		      size_t len)
{
	struct qr_envelope envelope;

	return !proto->open(packet, len, &envelope);
}

/**
 * expect_survival() - parse noise; KASAN looks on
 * @test: the test
 * @proto: whose parser
 * @header: what the packets begin with
 * @make_noise: writes the rest of one of at most NOISE_MAX octets, and returns
 *	its length
 *
 * Noise that all stops at the first check shows nothing: one packet in fifty at
 * least is accepted, as many are refused for what the message in them says, and
 * as many for its checksum.
 */
void expect_survival(struct kunit *test, const struct qr_proto *proto,
		     struct packet header,
		     size_t (*make_noise)(u8 *packet, u32 *state))
{
	const unsigned int packets = 5000, some = packets / 50;
	u8 *whole = kunit_kzalloc(test, NOISE_MAX, GFP_KERNEL);
	unsigned int verdicts[QR_STAT_COUNT] = {}, opened = 0, i;
	enum qr_stat verdict;
	u32 state = 1;
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, whole);
	memcpy(whole, header.data, header.len);
	for (i = 0; i < packets; i++) {
		len = make_noise(whole, &state);
		verdict = parse_noise(test, proto, whole, len);
		KUNIT_ASSERT_LT(test, verdict, QR_STAT_COUNT);
		verdicts[verdict]++;
		opened += is_opened(proto, whole, len);
	}
	KUNIT_EXPECT_GE(test, verdicts[QR_ACCEPTED], some);
	KUNIT_EXPECT_GE(test, opened, verdicts[QR_ACCEPTED] + some);
	KUNIT_EXPECT_GE(test, verdicts[QR_IGNORED_CHECKSUM], some);
}

/* A query in a buffer of exactly its size. */
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
 * expect_built() - build a query, and compare it octet by octet
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
				    "octet %zu", i);
}

struct qr_msg general_query(u8 version, union qr_addr source)
{
	struct qr_msg msg = {
		.type = QR_MSG_QUERY,
		.origin = QR_ORIGIN_SUBNET,
		.version = version,
		.router_alert = version > 1,
		.source = source,
		.max_resp_ms = 10000,
	};

	if (version == 3) {
		msg.robustness = 2;
		msg.query_interval_ms = 125000;
	}
	return msg;
}

const struct family families[] = {
	{
		.proto = &qr_igmp,
		.own = OWN,
		.lower = LOWER,
		.higher = HIGHER,
		.group = V4(239, 1, 0, 0),
		.source = V4(198, 18, 0, 0),
	},
	{
		.proto = &qr_mld,
		.own = V6(0xfe80, 0, 0, 0, 0, 0, 0, 5),
		.lower = V6(0xfe80, 0, 0, 0, 0, 0, 0, 1),
		.higher = V6(0xfe80, 0, 0, 0, 0, 0, 0, 9),
		.group = V6(0xff15, 0, 0, 0, 0, 0, 0, 0),
		.source = V6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0),
	},
};

const size_t family_count = ARRAY_SIZE(families);

union qr_addr address(const struct family *family, union qr_addr base,
		      unsigned int number)
{
	u8 *last = base.v6.s6_addr + family->proto->addr_len - 2;

	last[0] = number >> 8;
	last[1] = number;
	return base;
}

unsigned int number_of(const struct family *family, const union qr_addr *addr)
{
	const u8 *last = addr->v6.s6_addr + family->proto->addr_len - 2;

	return last[0] << 8 | last[1];
}

void append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vscnprintf(text + used, size - used, format, args);
	va_end(args);
}

/* "31.25", "0" */
void append_seconds(char *text, size_t size, ktime_t time)
{
	u32 ns;
	s64 seconds = div_s64_rem(time, NSEC_PER_SEC, &ns);
	size_t len;

	append(text, size, "%lld.%09u", seconds, ns);
	len = strlen(text);
	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	text[len] = '\0';
}

static ktime_t clock(const struct lan *lan)
{
	return ktime_add(LAN_EPOCH, lan->now);
}

static void tell_version(const struct lan *lan, char *text, size_t size,
			 const struct qr_query *query)
{
	if (query->version != lan->family->proto->version_max)
		append(text, size, "/v%u", query->version);
}

/* " 31.25", " 31.25/v2": seconds, and the version when it is not the newest. */
static void tell_general(struct lan *lan, const struct qr_query *query)
{
	size_t size = sizeof(lan->text);

	lan->sent++;
	lan->last = *query;
	lan->last_at = lan->now;
	if (strlen(lan->text) >= size - 32)
		return;
	append(lan->text, size, " ");
	append_seconds(lan->text, size, lan->now);
	tell_version(lan, lan->text, size, query);
}

/* ", 0.5 Q(1)", ", 0.5 Q(1;2 3)S": group 1, its sources 2 and 3, S flag */
static void tell_specific(struct lan *lan, const struct qr_query *query)
{
	const struct family *family = lan->family;
	size_t size = sizeof(lan->asked_text);
	char *text = lan->asked_text;
	unsigned int i;

	lan->asked++;
	lan->last_asked = *query;
	lan->last_asked.list.at = NULL;
	append(text, size, ", ");
	append_seconds(text, size, ktime_sub(lan->now, lan->base));
	append(text, size, " Q(%u", number_of(family, &query->group));
	for (i = 0; i < query->list.count; i++) {
		union qr_addr addr = qr_list_addr(&query->list,
						  family->proto->addr_len, i);

		append(text, size, "%c%u", i ? ' ' : ';',
		       number_of(family, &addr));
	}
	append(text, size, query->suppress ? ")S" : ")");
	tell_version(lan, text, size, query);
}

/* What is sent, another one like us understands. */
static void check_packet(struct lan *lan, const struct qr_query *query)
{
	const struct qr_proto *proto = lan->family->proto;
	size_t len = proto->query_size(query);
	u8 *packet = kmalloc(len, GFP_KERNEL);
	struct qr_msg msg;

	KUNIT_ASSERT_NOT_NULL(lan->test, packet);
	KUNIT_EXPECT_LE(lan->test, len, (size_t)lan->mtu);
	proto->build(query, packet);
	KUNIT_EXPECT_EQ(lan->test, qr_parse(proto, packet, len, &msg),
			QR_ACCEPTED);
	KUNIT_EXPECT_EQ(lan->test, msg.version, query->version);
	KUNIT_EXPECT_TRUE(lan->test, qr_addr_equal(&msg.group, &query->group));
	KUNIT_EXPECT_EQ(lan->test, msg.list.count, query->list.count);
	kfree(packet);
}

#define GENERAL_AT_A_TIME	2
#define SPECIFIC_AT_A_TIME	1000
#define CALLS_AT_A_TIME		1000
#define WORK_AT_A_TIME		64

static void take_queries(struct lan *lan)
{
	unsigned int sent = lan->sent, asked = lan->asked;
	unsigned int work = WORK_AT_A_TIME;
	struct qr_query query;

	while (qr_engine_output(&lan->engine, clock(lan), &work, &query)) {
		check_packet(lan, &query);
		if (qr_addr_any(&query.group))
			tell_general(lan, &query);
		else
			tell_specific(lan, &query);
		KUNIT_ASSERT_LE(lan->test, lan->sent - sent,
				(unsigned int)GENERAL_AT_A_TIME);
		KUNIT_ASSERT_LE(lan->test, lan->asked - asked,
				(unsigned int)SPECIFIC_AT_A_TIME);
	}
}

/* What the link's timer does when it fires, and does again if that is past. */
static void fire(struct lan *lan)
{
	lan->calls = 0;
	do {
		take_queries(lan);
		KUNIT_ASSERT_LE(lan->test, ++lan->calls,
				(unsigned int)CALLS_AT_A_TIME);
	} while (qr_engine_next(&lan->engine) <= clock(lan));
}

static const char change_marks[] = {
	[QR_ADDED] = '+',
	[QR_CHANGED] = '~',
	[QR_REMOVED] = '-',
	[QR_EXPIRED] = '!',
};

/* " +1": group 1 was added */
static void see_group(struct qr_observer *observer,
		      enum qr_member_change change,
		      const struct qr_group *group)
{
	struct lan *lan = container_of(observer, struct lan, observer);

	if (lan->watching)
		append(lan->seen, sizeof(lan->seen), " %c%u",
		       change_marks[change],
		       number_of(lan->family, &group->node.addr));
}

/* " +1/2": source 2 of group 1 was added */
static void see_source(struct qr_observer *observer,
		       enum qr_member_change change,
		       const struct qr_group *group,
		       const struct qr_source *source)
{
	struct lan *lan = container_of(observer, struct lan, observer);

	if (lan->watching)
		append(lan->seen, sizeof(lan->seen), " %c%u/%u",
		       change_marks[change],
		       number_of(lan->family, &group->node.addr),
		       number_of(lan->family, &source->node.addr));
}

/* " (1)": a record for group 1, " (1?)": one that was refused */
static void see_record(struct qr_observer *observer, const struct qr_msg *msg,
		       const struct qr_record *record, enum qr_stat verdict)
{
	struct lan *lan = container_of(observer, struct lan, observer);

	if (lan->watching)
		append(lan->seen, sizeof(lan->seen), " (%u%s)",
		       number_of(lan->family, &record->group),
		       verdict ? "?" : "");
}

/* No member is left behind: KASAN and kmemleak look on. */
static void lan_end(struct kunit_resource *end)
{
	struct lan *lan = container_of(end, struct lan, end);

	lan->watching = false;
	lan_forget_members(lan);
}

/* A stopped engine with the RFC's defaults and an address. */
struct lan *lan_new_of(struct kunit *test, const struct family *family)
{
	struct lan *lan = kunit_kzalloc(test, sizeof(*lan), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, lan);
	lan->test = test;
	lan->family = family;
	lan->mtu = 1500;
	lan->observer = (struct qr_observer) {
		.group = see_group,
		.source = see_source,
		.record = see_record,
	};
	qr_engine_init(&lan->engine, family->proto, &lan->observer);
	KUNIT_ASSERT_EQ(test, kunit_add_resource(test, NULL, lan_end,
						 &lan->end, lan), 0);
	qr_engine_set_source(&lan->engine, &family->own, clock(lan));
	return lan;
}

struct lan *lan_new(struct kunit *test)
{
	return lan_new_of(test, &families[0]);
}

/* The same, and the link is up at 0. */
struct lan *lan_up_of(struct kunit *test, const struct family *family)
{
	struct lan *lan = lan_new_of(test, family);

	lan_start(lan);
	return lan;
}

struct lan *lan_up(struct kunit *test)
{
	return lan_up_of(test, &families[0]);
}

void lan_start(struct lan *lan)
{
	qr_engine_start(&lan->engine, clock(lan));
	fire(lan);
}

/**
 * lan_run() - let time pass
 * @lan: the LAN
 * @until: up to here; what is due at this very moment still happens
 */
void lan_run(struct lan *lan, ktime_t until)
{
	ktime_t next;

	for (;;) {
		next = ktime_sub(qr_engine_next(&lan->engine), LAN_EPOCH);
		next = ktime_add(next, lan->lateness);
		if (next > until)
			break;
		lan->now = next;
		fire(lan);
	}
	lan->now = until;
}

/**
 * lan_hear() - a message arrives
 * @lan: the LAN
 * @at: when; the timer, if it is due at this very moment, comes first
 * @msg: the message
 */
enum qr_stat lan_hear(struct lan *lan, ktime_t at, struct qr_msg msg)
{
	enum qr_stat verdict;

	lan_run(lan, at);
	verdict = qr_engine_input(&lan->engine, &msg, clock(lan));
	fire(lan);
	return verdict;
}

static void configure(struct lan *lan, const struct qr_params *params)
{
	qr_engine_set_params(&lan->engine, params, clock(lan));
	fire(lan);
}

void lan_set(struct lan *lan, enum qr_param_id id, u32 value)
{
	struct qr_params params = lan->engine.params;

	qr_params_set(&params, id, value);
	KUNIT_ASSERT_EQ(lan->test,
			qr_params_check(&params,
					lan->family->proto->version_max), 0);
	configure(lan, &params);
}

void lan_set_mode(struct lan *lan, enum qr_mode mode)
{
	struct qr_params params = lan->engine.params;

	params.mode = mode;
	configure(lan, &params);
}

void lan_set_mtu(struct lan *lan, u32 mtu)
{
	lan->mtu = mtu;
	qr_engine_set_mtu(&lan->engine, mtu);
}

#define FREE_BATCH	16

void lan_forget_members(struct lan *lan)
{
	struct qr_membership old;

	qr_engine_forget_members(&lan->engine, &old);
	while (qr_engine_free_members(&lan->engine, &old, FREE_BATCH))
		;
}

void lan_set_source(struct lan *lan, union qr_addr source)
{
	qr_engine_set_source(&lan->engine, &source, clock(lan));
	fire(lan);
}

void lan_query_now(struct lan *lan)
{
	qr_engine_query_now(&lan->engine);
	fire(lan);
}

/* A copy of a text without what is between items, and the text is empty. */
static const char *take_text(struct lan *lan, char *text, size_t between)
{
	const char *from = text[0] ? text + between : "";
	char *told = kunit_kmalloc(lan->test, strlen(from) + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(lan->test, told);
	memcpy(told, from, strlen(from) + 1);
	text[0] = '\0';
	return told;
}

/**
 * lan_queries() - when general queries were sent since the last call
 * @lan: the LAN
 *
 * Return: seconds, as in "0 31.25 156.25/v2".
 */
const char *lan_queries(struct lan *lan)
{
	return take_text(lan, lan->text, strlen(" "));
}

/**
 * lan_asked() - the specific queries that were sent since the last call
 * @lan: the LAN
 *
 * Return: seconds since @lan->base, group, sources, S flag and version, as in
 * "0 Q(1), 1 Q(1;2 3)S, 2 Q(4)/v2".
 */
const char *lan_asked(struct lan *lan)
{
	return take_text(lan, lan->asked_text, strlen(", "));
}

/**
 * lan_seen() - what the observer was told since the last call
 * @lan: the LAN, which is being watched from now on
 *
 * Return: groups and sources that were added (+1, +1/2), changed (~), removed
 * (-) or expired (!), and records (1) or, if refused, (1?).
 */
const char *lan_seen(struct lan *lan)
{
	lan->watching = true;
	return take_text(lan, lan->seen, strlen(" "));
}

struct qr_status lan_status(const struct lan *lan)
{
	return qr_engine_status(&lan->engine, clock(lan));
}

u64 lan_count(const struct lan *lan, enum qr_stat stat)
{
	return lan->engine.stats.count[stat];
}
