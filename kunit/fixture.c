// SPDX-License-Identifier: GPL-2.0
#include "fixture.h"

#include <linux/ctype.h>
#include <linux/kernel.h>

/* hex_to_bin() is not in the same header in all kernels. */
static u8 digit(char c)
{
	return isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
}

static size_t append_hex(struct kunit *test, u8 *out, const char *hex)
{
	size_t len = 0;

	for (; *hex; hex += 2) {
		if (isspace(*hex))
			hex++;
		KUNIT_ASSERT_TRUE(test, isxdigit(hex[0]) && isxdigit(hex[1]));
		out[len++] = digit(hex[0]) << 4 | digit(hex[1]);
	}
	return len;
}

/**
 * packet_from_hex() - octets from two strings of hexadecimal digits
 * @test: the test, which frees them
 * @hex1: the first of them; single spaces are for the eye
 * @hex2: more, to be appended
 */
struct packet packet_from_hex(struct kunit *test, const char *hex1,
			      const char *hex2)
{
	struct packet packet = {};
	u8 buffer[128];

	KUNIT_ASSERT_LE(test, strlen(hex1) + strlen(hex2), 2 * sizeof(buffer));
	packet.len = append_hex(test, buffer, hex1);
	packet.len += append_hex(test, buffer + packet.len, hex2);

	packet.data = kunit_kmalloc(test, packet.len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, packet.data);
	memcpy(packet.data, buffer, packet.len);
	return packet;
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

static ktime_t clock(const struct lan *lan)
{
	return ktime_add(LAN_EPOCH, lan->now);
}

/* " 31.25", " 31.25/v2": seconds, and the version when it is not the newest. */
static void tell(struct lan *lan)
{
	size_t used = strlen(lan->text);
	u32 ns;
	s64 seconds = div_s64_rem(lan->now, NSEC_PER_SEC, &ns);
	char *text = lan->text + used;
	size_t room = sizeof(lan->text) - used;
	size_t len = scnprintf(text, room, " %lld.%09u", seconds, ns);

	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	text[len] = '\0';
	if (lan->last.version != 3)
		scnprintf(text + len, room - len, "/v%u", lan->last.version);
}

/* What the link's timer does when it fires. */
static void fire(struct lan *lan)
{
	unsigned int before = lan->sent;

	while (qr_engine_output(&lan->engine, clock(lan), &lan->last)) {
		lan->sent++;
		KUNIT_ASSERT_LE(lan->test, lan->sent - before, 2U);
		lan->last_at = lan->now;
		if (strlen(lan->text) < sizeof(lan->text) - 32)
			tell(lan);
	}
	/* It is armed anew: at once would be an endless loop. */
	KUNIT_ASSERT_GT(lan->test, qr_engine_next(&lan->engine), clock(lan));
}

static void see_group(struct qr_observer *observer,
		      enum qr_member_change change,
		      const struct qr_group *group)
{
}

static void see_source(struct qr_observer *observer,
		       enum qr_member_change change,
		       const struct qr_group *group,
		       const struct qr_source *source)
{
}

static void see_record(struct qr_observer *observer, const struct qr_msg *msg,
		       const struct qr_record *record, enum qr_stat verdict)
{
}

/* A stopped engine with the RFC's defaults and an address. */
struct lan *lan_new(struct kunit *test)
{
	struct lan *lan = kunit_kzalloc(test, sizeof(*lan), GFP_KERNEL);
	union qr_addr own = OWN;

	KUNIT_ASSERT_NOT_NULL(test, lan);
	lan->test = test;
	lan->observer = (struct qr_observer) {
		.group = see_group,
		.source = see_source,
		.record = see_record,
	};
	qr_engine_init(&lan->engine, &qr_igmp, &lan->observer);
	qr_engine_set_source(&lan->engine, &own, clock(lan));
	return lan;
}

/* The same, and the link is up at 0. */
struct lan *lan_up(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	lan_start(lan);
	return lan;
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
	KUNIT_ASSERT_EQ(lan->test, qr_params_check(&params, 3), 0);
	configure(lan, &params);
}

void lan_set_mode(struct lan *lan, enum qr_mode mode)
{
	struct qr_params params = lan->engine.params;

	params.mode = mode;
	configure(lan, &params);
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

/**
 * lan_queries() - when queries were sent since the last call
 * @lan: the LAN
 *
 * Return: seconds, as in "0 31.25 156.25/v2".
 */
const char *lan_queries(struct lan *lan)
{
	char *told = kunit_kmalloc(lan->test, sizeof(lan->text), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(lan->test, told);
	strscpy(told, lan->text[0] ? lan->text + 1 : "", sizeof(lan->text));
	lan->text[0] = '\0';
	return told;
}

struct qr_status lan_status(const struct lan *lan)
{
	return qr_engine_status(&lan->engine, clock(lan));
}

u64 lan_count(const struct lan *lan, enum qr_stat stat)
{
	return lan->engine.stats.count[stat];
}
