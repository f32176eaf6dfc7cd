// SPDX-License-Identifier: GPL-2.0
#include "lan.h"
#include "wire.h"

#include <linux/kernel.h>
#include <linux/slab.h>

/**
 * append() - more text at the end of a string
 * @text: the string
 * @size: of its buffer; what does not fit is dropped
 * @format: as printf()'s
 */
void append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vscnprintf(text + used, size - used, format, args);
	va_end(args);
}

/**
 * append_seconds() - a time at the end of a string: "31.25", "0"
 * @text: the string
 * @size: of its buffer
 * @time: the time
 */
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
		u8 addr_len = family->proto->addr_len;
		union qr_addr addr = qr_record_source(&query->list, addr_len,
						      i);

		append(text, size, "%c%u", i ? ' ' : ';',
		       number_of(family, &addr));
	}
	append(text, size, query->suppress ? ")S" : ")");
	tell_version(lan, text, size, query);
}

/* This module itself can parse what it sends. */
static void check_packet(struct lan *lan, const struct qr_query *query,
			 u8 *packet)
{
	const struct qr_proto *proto = lan->family->proto;
	size_t len = proto->query_size(query);
	struct qr_msg msg;

	KUNIT_EXPECT_LE(lan->test, len, (size_t)lan->longest);
	proto->build(query, packet);
	KUNIT_EXPECT_EQ(lan->test, qr_wire_parse(proto, packet, len, &msg),
			QR_ACCEPTED);
	KUNIT_EXPECT_EQ(lan->test, msg.version, query->version);
	KUNIT_EXPECT_TRUE(lan->test, qr_addr_equal(&msg.group, &query->group));
	KUNIT_EXPECT_EQ(lan->test, msg.list.count, query->list.count);
}

#define GENERAL_AT_A_TIME	2
#define SPECIFIC_AT_A_TIME	1000
#define CALLS_AT_A_TIME		1000
#define WORK_AT_A_TIME		64

static void take_queries(struct lan *lan)
{
	const struct qr_proto *proto = lan->family->proto;
	size_t size = qr_wire_query_max(proto, lan->mtu);
	unsigned int sent = lan->sent, asked = lan->asked;
	u8 *packet = kmalloc(size, GFP_KERNEL);
	unsigned int work = WORK_AT_A_TIME;
	struct qr_query query;
	struct qr_room room;

	KUNIT_ASSERT_NOT_NULL(lan->test, packet);
	room = qr_wire_source_room(proto, packet, size);
	while (qr_engine_output(&lan->engine, clock(lan), &work, &room,
				&query)) {
		check_packet(lan, &query, packet);
		if (qr_addr_any(&query.group))
			tell_general(lan, &query);
		else
			tell_specific(lan, &query);
		KUNIT_ASSERT_LE(lan->test, lan->sent - sent,
				(unsigned int)GENERAL_AT_A_TIME);
		KUNIT_ASSERT_LE(lan->test, lan->asked - asked,
				(unsigned int)SPECIFIC_AT_A_TIME);
	}
	kfree(packet);
}

/**
 * lan_fire() - the link's timer fires, and again if its next time is past
 * @lan: the LAN, behind a change of the engine
 */
void lan_fire(struct lan *lan)
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

#define FREE_BATCH	16

static void free_members(struct lan *lan, struct qr_membership *old)
{
	while (qr_engine_free_members(&lan->engine, old, FREE_BATCH))
		;
}

/**
 * lan_stop() - the link goes down
 * @lan: the LAN
 */
void lan_stop(struct lan *lan)
{
	struct qr_membership old;

	qr_engine_stop(&lan->engine, &old);
	free_members(lan, &old);
}

/* No member is left behind; KASAN and kmemleak check that, too. */
static void lan_end(struct kunit_resource *end)
{
	struct lan *lan = container_of(end, struct lan, end);

	lan->watching = false;
	lan_stop(lan);
	KUNIT_EXPECT_EQ(lan->test, atomic_long_read(&lan->pool.held), 0L);
}

/**
 * lan_new_of() - a stopped engine with the RFC's defaults and an address
 * @test: the test, which frees the LAN
 * @family: the protocol
 */
struct lan *lan_new_of(struct kunit *test, const struct family *family)
{
	struct lan *lan = kunit_kzalloc(test, sizeof(*lan), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, lan);
	lan->test = test;
	lan->family = family;
	lan_set_mtu(lan, 1500);
	lan->observer = (struct qr_observer) {
		.group = see_group,
		.source = see_source,
		.record = see_record,
	};
	qr_engine_init(&lan->engine, family->proto, &lan->observer);
	lan->pool.limit = LONG_MAX;
	qr_engine_set_pool(&lan->engine, &lan->pool);
	KUNIT_ASSERT_EQ(test, kunit_add_resource(test, NULL, lan_end,
						 &lan->end, lan), 0);
	qr_engine_set_source(&lan->engine, &family->own, clock(lan));
	return lan;
}

/* The same of IGMP. */
struct lan *lan_new(struct kunit *test)
{
	return lan_new_of(test, &families[IGMP]);
}

/**
 * lan_up_of() - a LAN as lan_new_of() makes it, and its link is up at 0
 * @test: the test, which frees the LAN
 * @family: the protocol
 */
struct lan *lan_up_of(struct kunit *test, const struct family *family)
{
	struct lan *lan = lan_new_of(test, family);

	lan_start(lan);
	return lan;
}

/* The same of IGMP. */
struct lan *lan_up(struct kunit *test)
{
	return lan_up_of(test, &families[IGMP]);
}

/**
 * lan_start() - the link comes up
 * @lan: the LAN
 */
void lan_start(struct lan *lan)
{
	qr_engine_start(&lan->engine, clock(lan));
	lan_fire(lan);
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
		lan_fire(lan);
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
	lan_fire(lan);
	return verdict;
}

static void configure(struct lan *lan, const struct qr_params *params)
{
	struct qr_membership old;

	qr_engine_set_params(&lan->engine, params, clock(lan), &old);
	free_members(lan, &old);
	lan_fire(lan);
}

/**
 * lan_set() - configure a parameter
 * @lan: the LAN
 * @id: the parameter
 * @value: in its own unit; must be valid together with the others
 */
void lan_set(struct lan *lan, enum qr_param_id id, u32 value)
{
	struct qr_params params = lan->engine.params;

	qr_params_set(&params, id, value);
	KUNIT_ASSERT_EQ(lan->test,
			qr_params_check(&params, lan->family->proto), 0);
	configure(lan, &params);
}

/**
 * lan_set_mode() - configure the mode
 * @lan: the LAN
 * @mode: the mode
 */
void lan_set_mode(struct lan *lan, enum qr_mode mode)
{
	struct qr_params params = lan->engine.params;

	params.mode = mode;
	KUNIT_ASSERT_EQ(lan->test,
			qr_params_check(&params, lan->family->proto), 0);
	configure(lan, &params);
}

/**
 * lan_set_mtu() - another MTU; no query may be longer from now on
 * @lan: the LAN
 * @mtu: the MTU
 */
void lan_set_mtu(struct lan *lan, u32 mtu)
{
	lan->mtu = mtu;
	lan->longest = mtu;
}

/**
 * lan_detach_members() - track_groups is switched off and on
 * @lan: the LAN
 * @old: filled in with the members until now, still to be freed
 */
void lan_detach_members(struct lan *lan, struct qr_membership *old)
{
	struct qr_params params = lan->engine.params;
	struct qr_membership none;

	params.track_groups = !params.track_groups;
	qr_engine_set_params(&lan->engine, &params, clock(lan), old);
	params.track_groups = !params.track_groups;
	qr_engine_set_params(&lan->engine, &params, clock(lan), &none);
	free_members(lan, &none);
}

/**
 * lan_forget_members() - the same, and they are freed
 * @lan: the LAN
 */
void lan_forget_members(struct lan *lan)
{
	struct qr_membership old;

	lan_detach_members(lan, &old);
	free_members(lan, &old);
}

/**
 * lan_memory() - how much memory its members should hold
 * @lan: the LAN
 *
 * Return: bytes.
 */
size_t lan_memory(const struct lan *lan)
{
	const struct qr_membership *members = &lan->engine.members;
	const struct qr_addr_node *node;
	size_t bytes = 0;

	for (node = qr_addr_tree_first(&members->groups); node;
	     node = qr_addr_tree_next(node))
		bytes += QR_GROUP_SIZE + QR_SOURCE_SIZE *
			 container_of(node, struct qr_group, node)->sources.count;
	return bytes;
}

/**
 * lan_set_source() - another address of the link
 * @lan: the LAN
 * @source: the address; UNSPEC: it lost the one that it had
 */
void lan_set_source(struct lan *lan, union qr_addr source)
{
	qr_engine_set_source(&lan->engine, &source, clock(lan));
	lan_fire(lan);
}

/**
 * lan_query_now() - the user wants a general query
 * @lan: the LAN
 */
void lan_query_now(struct lan *lan)
{
	qr_engine_query_now(&lan->engine);
	lan_fire(lan);
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
 * lan_seen() - what the observer saw since the last call
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

/* The status of the engine. */
struct qr_status lan_status(const struct lan *lan)
{
	return qr_engine_status(&lan->engine, clock(lan));
}

/* One of the counters. */
u64 lan_count(const struct lan *lan, enum qr_stat stat)
{
	return lan->engine.stats.count[stat];
}
