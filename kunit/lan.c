// SPDX-License-Identifier: GPL-2.0
#include "lan.h"
#include "wire.h"

#include <linux/kernel.h>
#include <linux/slab.h>

static ktime_t clock(const struct lan *lan)
{
	return ktime_add(LAN_EPOCH, lan->now);
}

/* This module itself can parse what it sends. */
static void check_packet(struct lan *lan, const struct qr_query *query,
			 u8 *packet)
{
	const struct qr_proto *proto = lan->family->proto;
	size_t len = proto->query_size(query);
	struct qr_msg msg = {};

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
		lan_tell(lan, &query);
		KUNIT_ASSERT_LE(lan->test, lan->sent - sent,
				(unsigned int)GENERAL_AT_A_TIME);
		KUNIT_ASSERT_LE(lan->test, lan->asked - asked,
				(unsigned int)SPECIFIC_AT_A_TIME);
	}
	kfree(packet);
}

/**
 * lan_fire() - the link's timer fires, and again if its next time is past
 * @lan: the LAN, after a change of the engine
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
	lan->observer.ops = &lan_observer;
	qr_params_init(&lan->params, family->proto->version_max);
	qr_engine_init(&lan->engine, family->proto, &lan->observer,
		       &lan->params);
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
enum qr_verdict lan_hear(struct lan *lan, ktime_t at, struct qr_msg msg)
{
	enum qr_verdict verdict;

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
	struct qr_params params = *lan->engine.params;

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
	struct qr_params params = *lan->engine.params;

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
	struct qr_params params = *lan->engine.params;
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
	return bytes + members->hosts.count * QR_HOST_SIZE;
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

/* The counter of a verdict, which QR_ACCEPTED does not have. */
u64 lan_ignored(const struct lan *lan, enum qr_verdict verdict)
{
	return verdict ? lan_count(lan, QR_STAT_IGNORED(verdict)) : 0;
}
