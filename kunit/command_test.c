// SPDX-License-Identifier: GPL-2.0
/* What an administrator has an engine do at once. */
#include "engine_command.h"
#include "members.h"

#include <linux/errno.h>

static ktime_t clock(const struct lan *lan)
{
	return ktime_add(LAN_EPOCH, lan->now);
}

static int query_soon(struct lan *lan, const union qr_addr *group)
{
	return qr_engine_command_query(&lan->engine, group, clock(lan));
}

/* @group: 0: all. */
static int query(struct lan *lan, unsigned int group)
{
	union qr_addr addr = address(lan->family, lan->family->group, group);
	int err = query_soon(lan, group ? &addr : NULL);

	lan_fire(lan);
	return err;
}

static int clear_group(struct lan *lan, unsigned int group)
{
	union qr_addr addr = address(lan->family, lan->family->group, group);
	int err;

	err = qr_engine_command_clear_group(&lan->engine, &addr, clock(lan));
	lan_fire(lan);
	return err;
}

/* Four at once, and one at the refill for all that found the bucket empty. */
static void general_queries_share_the_bucket(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	int i;

	lan_run(lan, SEC(40));
	lan_queries(lan);
	for (i = 0; i < 7; i++)
		KUNIT_EXPECT_EQ(test, query(lan, 0), 0);
	KUNIT_EXPECT_EQ(test, lan->sent, 2U + 4U);
	lan_run(lan, SEC(49.9));
	KUNIT_EXPECT_EQ(test, lan->sent, 6U);
	lan_run(lan, SEC(60));
	KUNIT_EXPECT_EQ(test, lan->sent, 7U);
}

static void group_query_is_one_packet(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		hear(lan, SEC(40), "1/IS_EX{}");
		lan_asked(lan);
		KUNIT_EXPECT_EQ(test, query(lan, 1), 0);
		KUNIT_EXPECT_EQ(test, lan->asked, 1U);
		KUNIT_EXPECT_TRUE(test, lan->last_asked.suppress);
		KUNIT_EXPECT_EQ(test, lan->last_asked.max_resp_ms, 10000U);
		KUNIT_EXPECT_EQ(test, lan->last_asked.list.count, 0);
		EXPECT_STATE(lan, "EX{}@270");
		/* Known or not. */
		KUNIT_EXPECT_EQ(test, query(lan, 2), 0);
		lan_run(lan, SEC(60));
		KUNIT_EXPECT_EQ(test, lan->asked, 2U);
		EXPECT_STATE(lan, "EX{}@250");
	}
}

static void group_queries_leave_in_order(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	union qr_addr group;
	unsigned int i;

	for (i = 1; i <= QR_WANTED_GROUPS + 1; i++) {
		group = address(lan->family, lan->family->group, i);
		KUNIT_EXPECT_EQ(test, query_soon(lan, &group),
				i > QR_WANTED_GROUPS ? -EAGAIN : 0);
	}
	group = address(lan->family, lan->family->group, 2);
	KUNIT_EXPECT_EQ(test, query_soon(lan, &group), 0);
	lan_fire(lan);
	KUNIT_EXPECT_STREQ(test, lan_asked(lan),
			   "0 Q(1)S, 0 Q(2)S, 0 Q(3)S, 0 Q(4)S");
	KUNIT_EXPECT_EQ(test, query(lan, 5), 0);
}

static void who_is_not_the_querier_refuses(struct kunit *test)
{
	struct lan *lan = lan_new(test);

	KUNIT_EXPECT_EQ(test, query(lan, 0), -ENETDOWN);
	KUNIT_EXPECT_EQ(test, query(lan, 1), -ENETDOWN);
	KUNIT_EXPECT_EQ(test, clear_group(lan, 1), -ENETDOWN);
	lan_start(lan);
	lan_hear(lan, SEC(1), general_query(3, LOWER));
	KUNIT_EXPECT_EQ(test, query(lan, 0), -EBUSY);
	KUNIT_EXPECT_EQ(test, query(lan, 1), -EBUSY);
	lan_run(lan, SEC(1000));
	KUNIT_EXPECT_EQ(test, query(lan, 1), 0);
	lan_set_mode(lan, QR_MODE_PASSIVE);
	KUNIT_EXPECT_EQ(test, query(lan, 0), -EBUSY);
}

static void group_that_is_never_reported(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		const union qr_addr *all = &family->proto->all_nodes;

		KUNIT_EXPECT_EQ(test, query_soon(lan, all), -EINVAL);
		KUNIT_EXPECT_EQ(test, query_soon(lan, &family->own), -EINVAL);
	}
}

static void version_1_has_no_group_query(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	union qr_addr group = address(lan->family, lan->family->group, 1);

	KUNIT_EXPECT_EQ(test, query_soon(lan, &group), 0);
	/* Before it is sent. */
	lan_set(lan, QR_PARAM_VERSION, 1);
	KUNIT_EXPECT_EQ(test, lan->asked, 0U);
	KUNIT_EXPECT_EQ(test, query(lan, 1), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, query(lan, 0), 0);
	lan_set(lan, QR_PARAM_VERSION, 2);
	KUNIT_EXPECT_EQ(test, query(lan, 1), 0);
	KUNIT_EXPECT_EQ(test, lan->asked, 1U);
	KUNIT_EXPECT_EQ(test, lan->last_asked.version, 2);
}

/* With them goes their memory: kmemleak looks for it. */
static void group_queries_end_with_the_link(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	union qr_addr group = address(lan->family, lan->family->group, 1);

	KUNIT_EXPECT_EQ(test, query_soon(lan, &group), 0);
	KUNIT_EXPECT_NOT_NULL(test, lan->engine.wanted);
	lan_stop(lan);
	KUNIT_EXPECT_NULL(test, lan->engine.wanted);
	lan_start(lan);
	KUNIT_EXPECT_EQ(test, lan->asked, 0U);

	KUNIT_EXPECT_EQ(test, query(lan, 1), 0);
	KUNIT_EXPECT_EQ(test, lan->asked, 1U);
	KUNIT_EXPECT_NULL(test, lan->engine.wanted);
}

static void clear_one_group(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	unsigned int sent;

	hear(lan, SEC(40), "1/IS_EX{} 2/ALLOW{1}");
	lan_seen(lan);
	sent = lan->sent;
	KUNIT_EXPECT_EQ(test, clear_group(lan, 3), -ENOENT);
	KUNIT_EXPECT_EQ(test, lan->sent, sent);
	KUNIT_EXPECT_EQ(test, clear_group(lan, 2), 0);
	KUNIT_EXPECT_STREQ(test, lan_seen(lan), "-2");
	KUNIT_EXPECT_EQ(test, lan->sent, sent + 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 1U);
	KUNIT_EXPECT_EQ(test, clear_group(lan, 2), -ENOENT);
}

static void clear_all_groups(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	struct qr_membership old;
	unsigned int sent;

	hear(lan, SEC(40), "1/IS_EX{} 2/ALLOW{1}");
	lan_seen(lan);
	sent = lan->sent;
	KUNIT_EXPECT_EQ(test, qr_engine_command_clear(&lan->engine, &old), 0);
	while (qr_engine_free_members(&lan->engine, &old, 1))
		;
	lan_fire(lan);
	KUNIT_EXPECT_STREQ(test, lan_seen(lan), "-1 -2");
	KUNIT_EXPECT_EQ(test, lan->sent, sent + 1);
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 0U);
	KUNIT_EXPECT_EQ(test, lan_memory(lan), (size_t)0);
}

static struct kunit_case command_cases[] = {
	KUNIT_CASE(general_queries_share_the_bucket),
	KUNIT_CASE(group_query_is_one_packet),
	KUNIT_CASE(group_queries_leave_in_order),
	KUNIT_CASE(who_is_not_the_querier_refuses),
	KUNIT_CASE(group_that_is_never_reported),
	KUNIT_CASE(version_1_has_no_group_query),
	KUNIT_CASE(group_queries_end_with_the_link),
	KUNIT_CASE(clear_one_group),
	KUNIT_CASE(clear_all_groups),
	{}
};

static struct kunit_suite command_suite = {
	.name = "qr_command",
	.test_cases = command_cases,
};

kunit_test_suite(command_suite);
