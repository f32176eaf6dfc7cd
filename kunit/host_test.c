// SPDX-License-Identifier: GPL-2.0
/*
 * The hosts of groups. In text "1/2.7 EX{1 2}" is host 2 of group 1 with MAC 7:
 * it excludes sources 1 and 2. "IN#5" is one that includes five, "EX{}old" one
 * that speaks an older version.
 */
#include "host.h"
#include "members.h"

#define MOST_TEXT	256

static void tell_host(const struct lan *lan, const struct qr_host *host,
		      char *text)
{
	unsigned int i;

	append(text, MOST_TEXT, "%s%u/%u.%u %s", *text ? " " : "",
	       number_of(lan->family, &host->group->addr),
	       host->addr.v6.s6_addr[3] - 77, host->mac[QR_MAC_LEN - 1],
	       host->mode == QR_EXCLUDE ? "EX" : "IN");
	if (!host->is_listed) {
		append(text, MOST_TEXT, "#%u", host->source_count);
	} else {
		append(text, MOST_TEXT, "{");
		for (i = 0; i < host->source_count; i++)
			append(text, MOST_TEXT, "%s%u", i ? " " : "",
			       number_of(lan->family, &host->sources[i]));
		append(text, MOST_TEXT, "}");
	}
	if (host->version < lan->family->proto->version_max)
		append(text, MOST_TEXT, "old");
}

/* All hosts, in their order. */
static const char *hosts_of(struct lan *lan)
{
	const struct qr_host_key lowest = {};
	char *text = kunit_kzalloc(lan->test, MOST_TEXT, GFP_KERNEL);
	const struct qr_host *host;
	u32 count = 0;

	KUNIT_ASSERT_NOT_NULL(lan->test, text);
	for (host = qr_hosts_from(&lan->engine.members.hosts, &lowest); host;
	     host = qr_hosts_next(host), count++)
		tell_host(lan, host, text);
	KUNIT_EXPECT_EQ(lan->test, count, lan->engine.members.hosts.count);
	return text;
}

static struct lan *lan_tracking(struct kunit *test, const struct family *family)
{
	struct lan *lan = lan_up_of(test, family);

	lan_set(lan, QR_PARAM_TRACK_HOSTS, 1);
	return lan;
}

static void hear_from(struct lan *lan, ktime_t at, u8 sender, u8 mac,
		      const char *report)
{
	lan->sender = sender;
	lan->sender_mac = mac;
	hear(lan, at, report);
}

static const struct heard_row {
	const char *desc;
	struct {
		ktime_t at;
		u8 sender;
		u8 mac;
		const char *report;
	} heard[4];
	ktime_t until;
	const char *hosts;
} heard_rows[] = {
	{ "joins", { { 0, 1, 7, "IS_EX{}" } }, SEC(1), "1/1.7 EX{}" },
	{ "in order of address, not of time",
	  { { 0, 2, 2, "IS_EX{}" }, { 0, 1, 1, "TO_EX{1}" } }, SEC(1),
	  "1/1.1 EX{1} 1/2.2 EX{}" },
	{ "in order of groups", { { 0, 1, 1, "300/IS_EX{} 2/IS_IN{1}" } },
	  SEC(1), "2/1.1 IN{1} 300/1.1 EX{}" },
	{ "another MAC, another host",
	  { { 0, 1, 2, "IS_EX{}" }, { 0, 1, 1, "IS_EX{}" } }, SEC(1),
	  "1/1.1 EX{} 1/1.2 EX{}" },
	{ "again, the same", { { 0, 1, 1, "IS_EX{}" }, { 1, 1, 1, "IS_EX{}" } },
	  SEC(1), "1/1.1 EX{}" },
	{ "TO_IN{} ends it at once",
	  { { 0, 1, 1, "IS_EX{}" }, { 0, 2, 2, "IS_EX{}" },
	    { SEC(1), 1, 1, "TO_IN{}" } }, SEC(1), "1/2.2 EX{}" },
	{ "a leave of another MAC does not",
	  { { 0, 1, 1, "IS_EX{}" }, { SEC(1), 1, 2, "TO_IN{}" } }, SEC(1),
	  "1/1.1 EX{}" },
	{ "older hosts, one leaves",
	  { { 0, 1, 1, "v2" }, { 0, 2, 2, "v2" }, { SEC(1), 1, 1, "leave" } },
	  SEC(1), "1/2.2 EX{}old" },
	{ "ALLOW adds, once", { { 0, 1, 1, "ALLOW{1}" },
	  { 0, 1, 1, "ALLOW{2}" }, { SEC(1), 1, 1, "ALLOW{2}" } }, SEC(1),
	  "1/1.1 IN{1 2}" },
	{ "BLOCK removes", { { 0, 1, 1, "IS_IN{1 2 3}" },
	  { SEC(1), 1, 1, "BLOCK{2}" } }, SEC(1), "1/1.1 IN{1 3}" },
	{ "BLOCK of all ends it", { { 0, 1, 1, "IS_IN{1 2}" },
	  { 0, 2, 2, "IS_IN{2}" }, { SEC(1), 1, 1, "BLOCK{1 2}" } }, SEC(1),
	  "1/2.2 IN{2}" },
	{ "EXCLUDE: ALLOW removes, BLOCK adds", { { 0, 1, 1, "IS_EX{1 2}" },
	  { 0, 1, 1, "ALLOW{1}" }, { 0, 1, 1, "BLOCK{3}" } }, SEC(1),
	  "1/1.1 EX{2 3}" },
	{ "from EXCLUDE to INCLUDE", { { 0, 1, 1, "IS_EX{1 2}" },
	  { 0, 1, 1, "TO_IN{4}" } }, SEC(1), "1/1.1 IN{4}" },
	{ "BLOCK says too little of a new one", { { 0, 1, 1, "IS_EX{}" },
	  { 0, 2, 2, "BLOCK{1}" } }, SEC(1), "1/1.1 EX{}" },
	{ "four sources", { { 0, 1, 1, "IS_IN{1-4}" } }, SEC(1),
	  "1/1.1 IN{1 2 3 4}" },
	{ "five: their number", { { 0, 1, 1, "IS_IN{1-5}" } }, SEC(1),
	  "1/1.1 IN#5" },
	{ "five one after the other, said again", { { 0, 1, 1, "IS_IN{1-3}" },
	  { 0, 1, 1, "ALLOW{4 5}" }, { 0, 1, 1, "ALLOW{4 5}" } }, SEC(1),
	  "1/1.1 IN#5" },
	{ "few again", { { 0, 1, 1, "IS_EX{1-9}" }, { 0, 1, 1, "IS_EX{3}" } },
	  SEC(1), "1/1.1 EX{3}" },
	{ "one membership interval after its last report",
	  { { 0, 1, 1, "IS_EX{}" }, { SEC(200), 2, 2, "IS_EX{}" } },
	  SEC(269.9), "1/1.1 EX{} 1/2.2 EX{}" },
	{ "and no longer",
	  { { 0, 1, 1, "IS_EX{}" }, { SEC(200), 2, 2, "IS_EX{}" } },
	  SEC(270.01), "1/2.2 EX{}" },
	{ "heard again",
	  { { 0, 1, 1, "IS_EX{}" }, { SEC(200), 1, 1, "IS_EX{}" } },
	  SEC(469.9), "1/1.1 EX{}" },
	{ "with its group", { { 0, 1, 1, "IS_EX{}" }, { 0, 2, 2, "IS_EX{}" },
	  { SEC(1), 1, 1, "TO_IN{}" } }, SEC(3.1), "" },
	{ "with the last source", { { 0, 1, 1, "IS_IN{1}" },
	  { SEC(1), 2, 2, "BLOCK{1}" } }, SEC(3.1), "" },
	{ "refused record", { { 0, 1, 1, "IS_EX{}" },
	  { 0, 2, 2, "IS_EX{1-300}" } }, SEC(1), "1/1.1 EX{}" },
};

ROWS(heard);

static void host_is_what_it_reports(struct kunit *test)
{
	const struct heard_row *row = test->param_value;
	const struct family *family;
	unsigned int i;

	for_each_family(family) {
		struct lan *lan = lan_tracking(test, family);

		for (i = 0; i < ARRAY_SIZE(row->heard); i++) {
			if (row->heard[i].report)
				hear_from(lan, THEN + row->heard[i].at,
					  row->heard[i].sender,
					  row->heard[i].mac,
					  row->heard[i].report);
		}
		lan_run(lan, THEN + row->until);
		KUNIT_EXPECT_STREQ_MSG(test, hosts_of(lan), row->hosts, "%s",
				       family->proto->name);
		KUNIT_EXPECT_EQ(test, (size_t)lan->engine.members.budget.held,
				lan_memory(lan));
	}
}

static void limits_hold(struct kunit *test)
{
	struct lan *lan = lan_tracking(test, &families[IGMP]);

	lan_set(lan, QR_PARAM_MAX_HOSTS, 2);
	hear_from(lan, SEC(1), 1, 1, "1/IS_EX{} 2/IS_EX{}");
	hear_from(lan, SEC(1), 2, 2, "IS_EX{}");
	hear_from(lan, SEC(1), 3, 3, "IS_EX{}");
	KUNIT_EXPECT_STREQ(test, hosts_of(lan),
			   "1/1.1 EX{} 1/2.2 EX{} 2/1.1 EX{}");
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_HOST_LIMIT), 1ULL);
	/* Its report counts all the same. */
	lan_run(lan, SEC(50));
	hear_from(lan, SEC(50), 3, 3, "IS_EX{}");
	EXPECT_STATE(lan, "EX{}@270");
	hear_from(lan, SEC(60), 1, 1, "TO_IN{}");
	hear_from(lan, SEC(60), 3, 3, "IS_EX{}");
	KUNIT_EXPECT_STREQ(test, hosts_of(lan),
			   "1/2.2 EX{} 1/3.3 EX{} 2/1.1 EX{}");
	lan->pool.limit = 0;
	lan_set(lan, QR_PARAM_MAX_HOSTS, 9);
	hear_from(lan, SEC(61), 4, 4, "IS_EX{}");
	KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_MEMORY_LIMIT), 1ULL);
	EXPECT_STATE(lan, "EX{}@270");
}

static void untracked_are_forgotten(struct kunit *test)
{
	struct lan *lan = lan_up(test);

	hear_from(lan, SEC(1), 1, 1, "IS_EX{}");
	KUNIT_EXPECT_STREQ(test, hosts_of(lan), "");
	lan_set(lan, QR_PARAM_TRACK_HOSTS, 1);
	hear_from(lan, SEC(2), 1, 1, "1/IS_EX{} 2/IS_EX{}");
	hear_from(lan, SEC(2), 2, 2, "1/IS_EX{} 2/IS_EX{}");
	lan_set(lan, QR_PARAM_TRACK_HOSTS, 0);
	KUNIT_EXPECT_STREQ(test, hosts_of(lan), "");
	KUNIT_EXPECT_EQ(test, lan_status(lan).groups, 2U);
	KUNIT_EXPECT_EQ(test, (size_t)lan->engine.members.budget.held,
			lan_memory(lan));
	lan_set(lan, QR_PARAM_TRACK_HOSTS, 1);
	hear_from(lan, SEC(3), 1, 1, "1/IS_EX{}");
	lan_forget_members(lan);
	KUNIT_EXPECT_STREQ(test, hosts_of(lan), "");
	hear_from(lan, SEC(4), 1, 1, "1/IS_EX{}");
	lan_set(lan, QR_PARAM_TRACK_GROUPS, 0);
	KUNIT_EXPECT_STREQ(test, hosts_of(lan), "");
}

/* Leaves are asked about as if no host were known. */
static void no_query_depends_on_hosts(struct kunit *test)
{
	struct lan *with = lan_tracking(test, &families[IGMP]);
	struct lan *without = lan_up(test);
	struct lan *each[] = { with, without };
	int i;

	for (i = 0; i < ARRAY_SIZE(each); i++) {
		hear_from(each[i], SEC(1), 1, 1, "IS_EX{} 2/ALLOW{1 2}");
		hear_from(each[i], SEC(1), 2, 2, "IS_EX{} 2/ALLOW{1}");
		hear_from(each[i], SEC(2), 1, 1, "TO_IN{} 2/BLOCK{1}");
		hear_from(each[i], SEC(2.5), 2, 2, "IS_EX{}");
		lan_run(each[i], SEC(1000));
	}
	KUNIT_EXPECT_STREQ(test, lan_queries(with), lan_queries(without));
	KUNIT_EXPECT_STREQ(test, lan_asked(with), lan_asked(without));
}

static void times_are_kept(struct kunit *test)
{
	struct lan *lan = lan_tracking(test, &families[IGMP]);
	const struct qr_host_key lowest = {};
	const struct qr_host *host;
	ktime_t now;

	hear_from(lan, SEC(100), 1, 1, "IS_EX{}");
	hear_from(lan, SEC(300), 1, 1, "IS_EX{}");
	lan_run(lan, SEC(310));
	now = LAN_EPOCH + SEC(310);
	host = qr_hosts_from(&lan->engine.members.hosts, &lowest);
	KUNIT_ASSERT_NOT_NULL(test, host);
	KUNIT_EXPECT_GE(test, now - qr_host_first(host), SEC(210));
	KUNIT_EXPECT_LT(test, now - qr_host_first(host), SEC(211.1));
	KUNIT_EXPECT_GE(test, now - qr_host_last(host, now), SEC(10));
	KUNIT_EXPECT_LT(test, now - qr_host_last(host, now), SEC(10.005));
	/* The upper bits are not kept: 100 days later it is still known when. */
	now += SEC(8640000);
	KUNIT_EXPECT_EQ(test, (now - qr_host_last(host, now)) / SEC(1),
			8640010LL);
}

static void above_the_default_needs_privilege(struct kunit *test)
{
	struct qr_params before, params;

	qr_params_init(&before, 3);
	params = before;
	KUNIT_EXPECT_EQ(test, params.max_hosts, 64U);
	KUNIT_EXPECT_EQ(test, params.track_hosts, 0U);
	params.max_hosts = 65;
	KUNIT_EXPECT_TRUE(test, qr_params_need_privilege(&params, &before));
	KUNIT_EXPECT_FALSE(test, qr_params_need_privilege(&params, &params));
}

static struct kunit_case host_cases[] = {
	KUNIT_CASE_PARAM(host_is_what_it_reports, heard_gen_params),
	KUNIT_CASE(limits_hold),
	KUNIT_CASE(untracked_are_forgotten),
	KUNIT_CASE(no_query_depends_on_hosts),
	KUNIT_CASE(times_are_kept),
	KUNIT_CASE(above_the_default_needs_privilege),
	{}
};

static struct kunit_suite host_suite = {
	.name = "qr_host",
	.test_cases = host_cases,
};

kunit_test_suite(host_suite);
