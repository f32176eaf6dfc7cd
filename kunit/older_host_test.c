// SPDX-License-Identifier: GPL-2.0
/*
 * Groups with older hosts among their members (RFC 9776 7.3.2, RFC 9777 8.3.2).
 * Older Host Present runs for 2 x 125 s + 10 s = 260 s (8.13, 9.13).
 *
 * "v2" is a host of the newest version but one here: IGMPv2, MLDv1.
 */
#include "members.h"

#define JUST	1	/* 1 ns */

static const struct script older_rows[] = {
	{ "v2 report is IS_EX()", "-", { { 0, "v2" } }, 0, "EX{}@270", "" },
	{ "v2 report, sources requested", "IN{1:100}", { { 0, "v2" } }, 0,
	  "EX{}@270", "" },
	{ "v2 report, sources requested and excluded", "EX{1:100 2:0}@200",
	  { { 0, "v2" } }, 0, "EX{}@270", "" },
	{ "leave is TO_IN()", "-", { { 0, "v2" }, { SEC(1), "leave" } },
	  SEC(1), "EX{}@2", "1 Q(1)" },
	{ "leave, no answer", "-",
	  { { 0, "v2" }, { SEC(1), "leave" } }, SEC(3), "-",
	  "1 Q(1), 2 Q(1)" },
	{ "leave, and a v2 host answers", "-",
	  { { 0, "v2" }, { SEC(1), "leave" }, { SEC(1.5), "v2" } }, SEC(10),
	  "EX{}@261.5", "1 Q(1), 2 Q(1)S" },
	{ "leave without a member", "-", { { 0, "leave" } }, SEC(10), "-",
	  "" },

	{ "v2: BLOCK is ignored", "-",
	  { { 0, "v2" }, { SEC(1), "ALLOW{1}" }, { SEC(2), "BLOCK{1 2}" } },
	  SEC(10), "EX{1:261}@260", "" },
	{ "v2: the sources of TO_EX are ignored", "-",
	  { { 0, "v2" }, { SEC(1), "TO_EX{1}" } }, SEC(1), "EX{}@270", "" },
	{ "v2: TO_EX is TO_EX()", "-",
	  { { 0, "v2" }, { SEC(1), "ALLOW{1}" }, { SEC(2), "TO_EX{1}" } },
	  SEC(2), "EX{}@270", "" },
	{ "v2: TO_IN is not ignored", "-",
	  { { 0, "v2" }, { SEC(1), "TO_IN{1}" } }, SEC(3), "IN{1:268}",
	  "1 Q(1), 2 Q(1)" },
	{ "v2: IS_EX is not ignored", "-",
	  { { 0, "v2" }, { SEC(1), "IS_EX{1}" } }, SEC(1), "EX{1:270}@270",
	  "" },
	{ "v2: IS_IN is not ignored", "-",
	  { { 0, "v2" }, { SEC(1), "IS_IN{1}" } }, SEC(1), "EX{1:270}@269",
	  "" },

	{ "v2 ends, just before", "-",
	  { { 0, "v2" }, { SEC(200), "IS_EX{}" },
	    { SEC(260) - JUST, "BLOCK{1}" } }, SEC(260), "EX{}@210", "" },
	{ "v2 ends", "-",
	  { { 0, "v2" }, { SEC(200), "IS_EX{}" },
	    { SEC(260), "BLOCK{1}" } }, SEC(260), "EX{1:2}@210",
	  "260 Q(1;1)" },
	{ "v2 is heard again, just before it ends", "-",
	  { { 0, "v2" }, { SEC(100), "v2" }, { SEC(300), "IS_EX{}" },
	    { SEC(360) - JUST, "BLOCK{1}" } }, SEC(360), "EX{}@210", "" },
	{ "v2 is heard again, and ends", "-",
	  { { 0, "v2" }, { SEC(100), "v2" }, { SEC(300), "IS_EX{}" },
	    { SEC(360), "BLOCK{1}" } }, SEC(360), "EX{1:2}@210",
	  "360 Q(1;1)" },
	{ "it does not outlive the group", "-",
	  { { 0, "v2" }, { SEC(10), "leave" }, { SEC(20), "IS_EX{}" },
	    { SEC(30), "BLOCK{1}" } }, SEC(30), "EX{1:2}@260",
	  "10 Q(1), 11 Q(1), 30 Q(1;1)" },
	{ "a leave does not begin it", "IN{1:200}",
	  { { 0, "leave" }, { SEC(0.5), "IS_EX{1}" }, { SEC(5), "BLOCK{2}" } },
	  SEC(5), "EX{1:0 2:2}@265.5", "0 Q(1;1), 1 Q(1;1), 5 Q(1;2)" },
	{ "v3 reports do not begin it", "-",
	  { { 0, "IS_EX{}" }, { SEC(1), "TO_EX{}" }, { SEC(2), "BLOCK{1}" } },
	  SEC(2), "EX{1:2}@269", "2 Q(1;1)" },
	{ "another group does not mind", "-",
	  { { 0, "IS_EX{}" }, { 0, "2/v1" }, { SEC(2), "BLOCK{1}" } },
	  SEC(2), "EX{1:2}@268", "2 Q(1;1)" },
};

SCRIPTS(older);

static void beside_older_hosts(struct kunit *test)
{
	const struct family *family;

	for_each_family(family)
		play(lan_up_of(test, family), test->param_value);
}

/* Two versions older than the newest, and without leaves: IGMP's alone. */
static const struct script igmpv1_rows[] = {
	{ "v1 report is IS_EX()", "-", { { 0, "v1" } }, 0, "EX{}@270", "" },
	{ "v1: leave is ignored", "-",
	  { { 0, "v1" }, { SEC(1), "leave" } }, SEC(10), "EX{}@260", "" },
	{ "v1: TO_IN is ignored", "-",
	  { { 0, "v1" }, { SEC(1), "TO_IN{1}" } }, SEC(10), "EX{}@260", "" },
	{ "v1: BLOCK is ignored", "-",
	  { { 0, "v1" }, { SEC(1), "BLOCK{1}" } }, SEC(10), "EX{}@260", "" },
	{ "v1: the sources of TO_EX are ignored", "-",
	  { { 0, "v1" }, { SEC(1), "TO_EX{1}" } }, SEC(1), "EX{}@270", "" },
	{ "v1: IS_IN and ALLOW are not ignored", "-",
	  { { 0, "v1" }, { SEC(1), "IS_IN{1}" }, { SEC(2), "ALLOW{2}" } },
	  SEC(2), "EX{1:269 2:270}@268", "" },
	{ "v1 and v2: the older one counts", "-",
	  { { 0, "v1" }, { SEC(1), "v2" }, { SEC(2), "leave" } }, SEC(10),
	  "EX{}@261", "" },
	{ "v1 ends, just before", "-",
	  { { 0, "v1" }, { SEC(100), "v2" }, { SEC(260) - JUST, "leave" } },
	  SEC(260), "EX{}@110", "" },
	{ "v1 ends, and v2 is left", "-",
	  { { 0, "v1" }, { SEC(100), "v2" }, { SEC(260), "BLOCK{1}" },
	    { SEC(261), "leave" } }, SEC(261), "EX{}@2", "261 Q(1)" },
};

SCRIPTS(igmpv1);

static void beside_hosts_of_igmpv1(struct kunit *test)
{
	play(lan_up_of(test, &families[IGMP]), test->param_value);
}

/* 3 x 60 s + 5 s */
static void interval_as_configured(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		lan_set(lan, QR_PARAM_ROBUSTNESS, 3);
		lan_set(lan, QR_PARAM_QUERY_INTERVAL, 60000);
		lan_set(lan, QR_PARAM_QUERY_RESPONSE_INTERVAL, 5000);
		hear(lan, SEC(10), "v2");
		hear(lan, SEC(100), "IS_EX{}");
		hear(lan, SEC(195) - JUST, "BLOCK{1}");
		EXPECT_STATE(lan, "EX{}@95.000000001");
		hear(lan, SEC(195), "BLOCK{1}");
		EXPECT_STATE(lan, "EX{1:3}@95");
	}
}

/* The version that the group is in at a time. */
static u8 version_of_group(struct lan *lan, ktime_t at)
{
	const union qr_addr first = {};
	const struct qr_group *group;

	group = qr_membership_from(&lan->engine.members, &first);
	KUNIT_ASSERT_NOT_NULL(lan->test, group);
	return qr_group_version(group, lan->family->proto->version_max,
				LAN_EPOCH + at);
}

/* The group's version is what its members speak, not the queries'. */
static void version_of_the_group(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);
		u8 newest = family->proto->version_max;
		u8 leave = family->proto->version_leave;

		hear(lan, SEC(1), "IS_EX{}");
		KUNIT_EXPECT_EQ(test, version_of_group(lan, SEC(1)), newest);
		hear(lan, SEC(10), "v2");
		KUNIT_EXPECT_EQ(test, version_of_group(lan, SEC(10)), leave);
		hear(lan, SEC(20), "v1");
		KUNIT_EXPECT_EQ(test, version_of_group(lan, SEC(20)), 1);
		KUNIT_EXPECT_EQ(test, version_of_group(lan, SEC(279)), 1);
		KUNIT_EXPECT_EQ(test, version_of_group(lan, SEC(280)), newest);
	}
}

static struct kunit_case older_host_cases[] = {
	KUNIT_CASE_PARAM(beside_older_hosts, older_gen_params),
	KUNIT_CASE_PARAM(beside_hosts_of_igmpv1, igmpv1_gen_params),
	KUNIT_CASE(interval_as_configured),
	KUNIT_CASE(version_of_the_group),
	{}
};

static struct kunit_suite older_host_suite = {
	.name = "qr_older_host",
	.test_cases = older_host_cases,
};

kunit_test_suite(older_host_suite);
