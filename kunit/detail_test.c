// SPDX-License-Identifier: GPL-2.0
/* What is seen of an engine beyond its status, and counters without files. */
#include "engine_detail.h"
#include "members.h"

#define MAC		{ 2, 0, 0, 0, 0, 9 }

#define EXPECT_MAC(test, mac, expected)					\
	KUNIT_EXPECT_EQ(test, memcmp(mac, expected, QR_MAC_LEN), 0)

static struct qr_detail detail_of(const struct lan *lan)
{
	return qr_engine_detail(&lan->engine, ktime_add(LAN_EPOCH, lan->now));
}

static void querier_of_its_own(struct kunit *test)
{
	static const u8 none[QR_MAC_LEN];
	struct lan *lan = lan_new(test);
	struct qr_detail detail = detail_of(lan);

	KUNIT_EXPECT_EQ(test, detail.querier_since, QR_NEVER);
	KUNIT_EXPECT_EQ(test, detail.next_query, QR_NEVER);
	KUNIT_EXPECT_EQ(test, detail.last_report, QR_NEVER);
	lan_start(lan);
	lan_run(lan, SEC(100));
	detail = detail_of(lan);
	KUNIT_EXPECT_EQ(test, detail.querier_since, SEC(100));
	KUNIT_EXPECT_EQ(test, detail.next_query, SEC(56.25));
	KUNIT_EXPECT_EQ(test, detail.older_since, QR_NEVER);
	KUNIT_EXPECT_EQ(test, detail.heard_robustness, 0U);
	EXPECT_MAC(test, detail.querier_mac, none);
	KUNIT_EXPECT_EQ(test, detail.membership, SEC(270));
	KUNIT_EXPECT_EQ(test, detail.other_querier, SEC(255));
	KUNIT_EXPECT_EQ(test, detail.last_member, SEC(2));
	KUNIT_EXPECT_EQ(test, detail.older_host, SEC(260));
}

/* As many start with it, it waits for its turn: it is the Querier for 0 s. */
static void a_start_that_is_to_come(struct kunit *test)
{
	struct lan *lan = lan_new(test);
	struct qr_detail detail;

	qr_engine_start(&lan->engine, ktime_add(LAN_EPOCH, MSEC(100)));
	lan_run(lan, MSEC(99));
	detail = detail_of(lan);
	KUNIT_EXPECT_EQ(test, detail.querier_since, SEC(0));
	KUNIT_EXPECT_EQ(test, detail.next_query, MSEC(1));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "");
	lan_run(lan, SEC(200));
	KUNIT_EXPECT_STREQ(test, lan_queries(lan), "0.1 31.35 156.35");
}

static void another_querier(struct kunit *test)
{
	static const u8 mac[] = MAC;
	struct qr_msg msg = general_query(3, LOWER);
	struct lan *lan = lan_up(test);
	struct qr_detail detail;

	memcpy(msg.mac, mac, QR_MAC_LEN);
	msg.robustness = 3;
	msg.query_interval_ms = 60000;
	lan_hear(lan, SEC(10), msg);
	lan_run(lan, SEC(70));
	detail = detail_of(lan);
	KUNIT_EXPECT_EQ(test, detail.querier_since, SEC(60));
	KUNIT_EXPECT_EQ(test, detail.next_query, QR_NEVER);
	EXPECT_MAC(test, detail.querier_mac, mac);
	KUNIT_EXPECT_EQ(test, detail.heard_robustness, 3U);
	KUNIT_EXPECT_EQ(test, detail.heard_query_interval_ms, 60000U);
	KUNIT_EXPECT_EQ(test, detail.membership, SEC(200));
	KUNIT_EXPECT_EQ(test, detail.other_querier, SEC(185));
	KUNIT_EXPECT_EQ(test, detail.last_member, SEC(3));
	KUNIT_EXPECT_EQ(test, detail.older_host, SEC(190));
	/* It goes: this host begins at 10 + 185 s. */
	lan_run(lan, SEC(205));
	detail = detail_of(lan);
	KUNIT_EXPECT_EQ(test, detail.querier_since, SEC(10));
	KUNIT_EXPECT_EQ(test, detail.heard_robustness, 0U);
}

static void older_querier(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	struct qr_detail detail;

	lan_hear(lan, SEC(10), general_query(2, HIGHER));
	lan_hear(lan, SEC(50), general_query(2, HIGHER));
	detail = detail_of(lan);
	KUNIT_EXPECT_EQ(test, detail.older_since, SEC(40));
	EXPECT_ADDR(test, detail.older_querier, HIGHER);
	lan_set(lan, QR_PARAM_VERSION, 2);
	KUNIT_EXPECT_EQ(test, detail_of(lan).older_since, QR_NEVER);
	lan_set(lan, QR_PARAM_VERSION, 3);
	lan_run(lan, SEC(60));
	KUNIT_EXPECT_EQ(test, detail_of(lan).older_since, SEC(10));
	lan_run(lan, SEC(400));
	KUNIT_EXPECT_EQ(test, detail_of(lan).older_since, QR_NEVER);
}

static void own_reports_are_no_answer(struct kunit *test)
{
	struct lan *lan = lan_up(test);
	struct qr_msg msg = general_query(2, OWN);

	msg.type = QR_MSG_REPORT;
	msg.group = address(lan->family, lan->family->group, 1);
	msg.is_ours = true;
	lan_hear(lan, SEC(10), msg);
	KUNIT_EXPECT_EQ(test, detail_of(lan).last_report, QR_NEVER);
	hear(lan, SEC(20), "IS_EX{}");
	lan_run(lan, SEC(25));
	KUNIT_EXPECT_EQ(test, detail_of(lan).last_report, SEC(5));
	lan_stop(lan);
	KUNIT_EXPECT_EQ(test, detail_of(lan).last_report, QR_NEVER);
}

static const struct counted_row {
	const char *desc;
	const char *report;
	enum qr_stat stat;
} counted_rows[] = {
	{ "version 1", "v1", QR_REPORTS_HEARD_V1 },
	{ "version 2", "v2", QR_REPORTS_HEARD_V2 },
	{ "version 3", "IS_EX{}", QR_REPORTS_HEARD_V3 },
};

ROWS(counted);

static void reports_by_version(struct kunit *test)
{
	const struct counted_row *row = test->param_value;
	struct lan *lan = lan_up(test);
	enum qr_stat stat;

	hear(lan, SEC(1), "leave");
	hear(lan, SEC(2), row->report);
	for (stat = QR_REPORTS_HEARD_V1; stat <= QR_REPORTS_HEARD_V3; stat++)
		KUNIT_EXPECT_EQ(test, lan_count(lan, stat),
				(u64)(stat == row->stat));
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_REPORTS_HEARD), 1ULL);
}

static void queries_by_kind(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		struct qr_msg msg = general_query(family->proto->version_max,
						  family->higher);
		u8 source[16] = { 10, 0, 0, 7 };

		lan_hear(lan, SEC(1), msg);
		msg.group = address(family, family->group, 1);
		lan_hear(lan, SEC(1), msg);
		lan_hear(lan, SEC(1), msg);
		msg.list = (struct qr_list) {
			.at = source,
			.len = family->proto->addr_len,
			.count = 1,
		};
		lan_hear(lan, SEC(1), msg);
		KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_HEARD_GENERAL),
				1ULL);
		KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_HEARD_GROUP),
				2ULL);
		KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_HEARD_SOURCE),
				1ULL);
	}
}

static void queries_sent(struct kunit *test)
{
	struct lan *lan = lan_new(test);
	struct qr_query query = {};

	qr_engine_count_query(&lan->engine, &query, true);
	qr_engine_count_query(&lan->engine, &query, false);
	query.group = lan->family->group;
	qr_engine_count_query(&lan->engine, &query, true);
	query.list.count = 1;
	qr_engine_count_query(&lan->engine, &query, true);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_SENT), 3ULL);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_FAILED), 1ULL);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_SENT_GENERAL), 1ULL);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_SENT_GROUP), 1ULL);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_QUERIES_SENT_SOURCE), 1ULL);
}

static void groups_added_and_most(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	hear(lan, SEC(1), "1/IS_EX{} 2/ALLOW{1} 3/IS_EX{}");
	hear(lan, SEC(2), "1/TO_IN{} 2/BLOCK{1}");
	lan_run(lan, SEC(10));
	hear(lan, SEC(10), "3/IS_EX{} 4/IS_EX{}");
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 2U);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_GROUPS_ADDED), 4ULL);
	KUNIT_EXPECT_EQ(test, lan_count(lan, QR_GROUPS_PEAK), 3ULL);
}

static struct kunit_case detail_cases[] = {
	KUNIT_CASE(querier_of_its_own),
	KUNIT_CASE(a_start_that_is_to_come),
	KUNIT_CASE(another_querier),
	KUNIT_CASE(older_querier),
	KUNIT_CASE(own_reports_are_no_answer),
	KUNIT_CASE_PARAM(reports_by_version, counted_gen_params),
	KUNIT_CASE(queries_by_kind),
	KUNIT_CASE(queries_sent),
	KUNIT_CASE(groups_added_and_most),
	{}
};

static struct kunit_suite detail_suite = {
	.name = "qr_detail",
	.test_cases = detail_cases,
};

kunit_test_suite(detail_suite);
