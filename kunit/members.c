// SPDX-License-Identifier: GPL-2.0
#include "members.h"

#include <linux/ctype.h>
#include <linux/slab.h>

#define RECORD_HEADER	4
#define MOST_BYTES	16384

static const char *const type_names[QR_RECORD_TYPES] = {
	[QR_IS_IN] = "IS_IN{",
	[QR_IS_EX] = "IS_EX{",
	[QR_TO_IN] = "TO_IN{",
	[QR_TO_EX] = "TO_EX{",
	[QR_ALLOW] = "ALLOW{",
	[QR_BLOCK] = "BLOCK{",
};

static bool skip(const char **text, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*text, word, len))
		return false;
	*text += len;
	return true;
}

static unsigned int number(struct kunit *test, const char **text)
{
	unsigned int n = 0;

	KUNIT_ASSERT_TRUE_MSG(test, isdigit(**text), "no digit: \"%s\"", *text);
	while (isdigit(**text))
		n = n * 10 + *(*text)++ - '0';
	return n;
}

/* "3/": the group; without it 1. */
static unsigned int group_number(struct kunit *test, const char **text)
{
	unsigned int group;

	if (!isdigit(**text))
		return 1;
	group = number(test, text);
	KUNIT_ASSERT_TRUE(test, skip(text, "/"));
	return group;
}

static u8 record_type(struct kunit *test, const char **text)
{
	u8 type;

	for (type = QR_IS_IN; type < QR_RECORD_TYPES; type++) {
		if (skip(text, type_names[type]))
			return type;
	}
	KUNIT_ASSERT_TRUE_MSG(test, false, "no record: \"%s\"", *text);
	return 0;
}

struct buffer {
	u8 *at;
	size_t len;
};

static void put_address(struct lan *lan, struct buffer *out,
			union qr_addr base, unsigned int n)
{
	u8 addr_len = lan->family->proto->addr_len;
	union qr_addr addr = address(lan->family, base, n);

	KUNIT_ASSERT_LE(lan->test, out->len + addr_len, (size_t)MOST_BYTES);
	memcpy(out->at + out->len, &addr, addr_len);
	out->len += addr_len;
}

/* "1 2 5-9}" */
static unsigned int put_sources(struct lan *lan, const char **text,
				struct buffer *out)
{
	unsigned int n, last, count = 0;

	while (!skip(text, "}")) {
		skip(text, " ");
		n = number(lan->test, text);
		last = skip(text, "-") ? number(lan->test, text) : n;
		for (; n <= last; n++, count++)
			put_address(lan, out, lan->family->source, n);
	}
	return count;
}

static void put_record(struct lan *lan, const char **text, struct buffer *out)
{
	unsigned int group = group_number(lan->test, text), count;
	u8 *header = out->at + out->len;

	memset(header, 0, RECORD_HEADER);
	header[0] = record_type(lan->test, text);
	out->len += RECORD_HEADER;
	put_address(lan, out, lan->family->group, group);
	count = put_sources(lan, text, out);
	header[2] = count >> 8;
	header[3] = count;
}

static union qr_addr reporter(const struct lan *lan)
{
	union qr_addr addr = HOST;

	addr.v6.s6_addr[3] += lan->sender;
	return addr;
}

/**
 * hear_bytes() - a report of the newest version with these records arrives
 * @lan: the LAN
 * @at: when
 * @count: how many records it announces
 * @bytes: the records
 * @len: their length
 */
enum qr_verdict hear_bytes(struct lan *lan, ktime_t at, u16 count,
			   const u8 *bytes, size_t len)
{
	/* Of exactly their size: KASAN guards both ends. */
	u8 *exact = kmemdup(bytes, len, GFP_KERNEL);
	struct qr_msg msg = {
		.type = QR_MSG_REPORT,
		.version = lan->family->proto->version_max,
		.router_alert = true,
		.source = reporter(lan),
		.mac[QR_MAC_LEN - 1] = lan->sender_mac,
		.list = { .at = exact, .len = len, .count = count },
	};
	enum qr_verdict verdict;

	KUNIT_ASSERT_NOT_NULL(lan->test, exact);
	verdict = lan_hear(lan, at, msg);
	kfree(exact);
	return verdict;
}

static bool parse_older(struct lan *lan, const char *text, struct qr_msg *msg)
{
	*msg = (struct qr_msg) {
		.type = QR_MSG_REPORT,
		.version = lan->family->proto->version_leave,
		.router_alert = true,
		.source = reporter(lan),
		.mac[QR_MAC_LEN - 1] = lan->sender_mac,
		.group = address(lan->family, lan->family->group,
				 group_number(lan->test, &text)),
	};
	if (!strcmp(text, "leave"))
		msg->type = QR_MSG_LEAVE;
	else if (!strcmp(text, "v1"))
		msg->version = 1;
	else
		return !strcmp(text, "v2");
	return true;
}

/**
 * hear() - a report or a leave arrives
 * @lan: the LAN
 * @at: when
 * @report: what it says, see members.h
 */
enum qr_verdict hear(struct lan *lan, ktime_t at, const char *report)
{
	struct buffer records = {};
	enum qr_verdict verdict;
	struct qr_msg older;
	u16 count;

	if (parse_older(lan, report, &older))
		return lan_hear(lan, at, older);

	records.at = kunit_kzalloc(lan->test, MOST_BYTES, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(lan->test, records.at);
	for (count = 0; *report; count++) {
		put_record(lan, &report, &records);
		skip(&report, " ");
	}
	verdict = hear_bytes(lan, at, count, records.at, records.len);
	kunit_kfree(lan->test, records.at);
	return verdict;
}

#define MOST_SOURCES	16

/* A state: sources with seconds left, and the group timer if it runs. */
struct state {
	unsigned int count;
	unsigned int source[MOST_SOURCES];
	unsigned int left[MOST_SOURCES];
	unsigned int group_left;
	bool exclude;
};

static struct state parse_state(struct kunit *test, const char *text)
{
	struct state state = {};

	if (!strcmp(text, "-"))
		return state;
	state.exclude = skip(&text, "EX{");
	KUNIT_ASSERT_TRUE(test, state.exclude || skip(&text, "IN{"));
	while (!skip(&text, "}")) {
		KUNIT_ASSERT_LT(test, state.count, (unsigned int)MOST_SOURCES);
		skip(&text, " ");
		state.source[state.count] = number(test, &text);
		KUNIT_ASSERT_TRUE(test, skip(&text, ":"));
		state.left[state.count++] = number(test, &text);
	}
	if (state.exclude) {
		KUNIT_ASSERT_TRUE(test, skip(&text, "@"));
		state.group_left = number(test, &text);
	}
	return state;
}

/* The group timer starts beside all sources that are there already. */
static void make_exclude(struct lan *lan, ktime_t at, const struct state *state)
{
	char report[128] = "IS_EX{";
	unsigned int i;

	for (i = 0; i < state->count; i++) {
		if (state->left[i] <= state->group_left)
			append(report, sizeof(report), " %u", state->source[i]);
	}
	append(report, sizeof(report), "}");
	hear(lan, at, report);
}

/**
 * make_state() - bring group 1 to a state, by reports
 * @lan: the LAN
 * @at: it will be there then: at THEN or later
 * @text: the state, in whole seconds up to GMI
 */
void make_state(struct lan *lan, ktime_t at, const char *text)
{
	struct state state = parse_state(lan->test, text);
	char report[32];
	unsigned int left, i;

	for (left = 1; left <= GMI; left++) {
		ktime_t when = at - (GMI - left) * SEC(1);

		for (i = 0; i < state.count; i++) {
			if (state.left[i] != left)
				continue;
			snprintf(report, sizeof(report), "ALLOW{%u}",
				 state.source[i]);
			hear(lan, when, report);
		}
		if (state.exclude && state.group_left == left)
			make_exclude(lan, when, &state);
	}
	lan_run(lan, at);
	EXPECT_STATE(lan, text);
	lan_asked(lan);
	lan->base = at;
}

static void append_left(struct lan *lan, char *text, size_t size, ktime_t time)
{
	append_seconds(text, size, time - LAN_EPOCH - lan->now);
}

/**
 * state_of() - what is kept of a group
 * @lan: the LAN
 * @number: the group
 */
const char *state_of(struct lan *lan, unsigned int number)
{
	union qr_addr addr = address(lan->family, lan->family->group, number);
	struct qr_addr_node *node, *next;
	const struct qr_group *group;
	const size_t size = 512;
	char *text;

	group = qr_membership_from(&lan->engine.members, &addr);
	if (!group || !qr_addr_equal(&group->node.addr, &addr))
		return "-";

	text = kunit_kzalloc(lan->test, size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(lan->test, text);
	append(text, size, group->mode == QR_EXCLUDE ? "EX{" : "IN{");
	qr_addr_tree_for_each(node, next, &group->sources.tree) {
		struct qr_source *source;

		source = container_of(node, struct qr_source, node);
		if (text[3])
			append(text, size, " ");
		append(text, size, "%u:", number_of(lan->family, &node->addr));
		if (source->expires)
			append_left(lan, text, size, source->expires);
		else
			append(text, size, "0");
	}
	append(text, size, "}");
	if (group->mode == QR_EXCLUDE) {
		append(text, size, "@");
		append_left(lan, text, size, group->expires);
	}
	return text;
}

/* Another host's query for group 1 and all of its sources. */
struct qr_msg specific_query(struct lan *lan, u8 version, union qr_addr from)
{
	struct qr_msg msg = general_query(version, from);

	msg.group = address(lan->family, lan->family->group, 1);
	msg.max_resp_ms = 1000;
	return msg;
}

/* Play a script from its start, and expect what it says. */
void play(struct lan *lan, const struct script *script)
{
	make_state(lan, THEN, script->start);
	play_on(lan, script);
}

/* The same, with group 1 already in the state that it starts with. */
void play_on(struct lan *lan, const struct script *script)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(script->heard); i++) {
		if (script->heard[i].report)
			hear(lan, lan->base + script->heard[i].at,
			     script->heard[i].report);
	}
	lan_run(lan, lan->base + script->until);
	EXPECT_STATE(lan, script->after);
	KUNIT_EXPECT_STREQ(lan->test, lan_asked(lan), script->queries);
}

/**
 * expect_asked_once() - leaves while one is asked for bring no more queries
 * @lan: the LAN, on which group 1 is asked for after a leave
 */
void expect_asked_once(struct lan *lan)
{
	hear(lan, SEC(10), "leave");
	hear(lan, SEC(10), "TO_IN{}");
	hear(lan, SEC(10.25), "TO_IN{1}");
	hear(lan, SEC(10.25), "leave");
	hear(lan, SEC(10.5), "BLOCK{1} TO_IN{}");
	lan_run(lan, SEC(100));
	KUNIT_EXPECT_STREQ(lan->test, lan_asked(lan), "10 Q(1), 11 Q(1)");
	hear(lan, SEC(100), "leave");
	lan_run(lan, SEC(110));
	KUNIT_EXPECT_STREQ(lan->test, lan_asked(lan), "100 Q(1), 101 Q(1)");
}

/* IGMPv1 has no leaves; MLDv1 has. */
void expect_igmpv1_silent(struct lan *lan)
{
	lan_set(lan, QR_PARAM_VERSION, 1);
	hear(lan, SEC(10), "leave");
	KUNIT_EXPECT_EQ(lan->test, lan->engine.members.asked, 0U);
	lan_run(lan, SEC(20));
	KUNIT_EXPECT_STREQ(lan->test, lan_asked(lan), "");
}

/**
 * expect_non_querier() - a report at THEN to a non-querier, which asks nothing
 * @lan: the LAN
 * @start: the state of group 1 before
 * @prepare: called before the report, or NULL
 * @report: what it says
 * @after: the state of group 1 after it
 */
void expect_non_querier(struct lan *lan, const char *start,
			void (*prepare)(struct lan *lan), const char *report,
			const char *after)
{
	const struct family *family = lan->family;

	make_state(lan, THEN, start);
	lan_hear(lan, THEN, general_query(family->proto->version_max,
					  family->lower));
	if (prepare)
		prepare(lan);
	hear(lan, THEN, report);
	EXPECT_STATE(lan, after);
	lan_run(lan, THEN + SEC(10));
	KUNIT_EXPECT_STREQ(lan->test, lan_asked(lan), "");
}
