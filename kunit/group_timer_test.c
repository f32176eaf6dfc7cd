// SPDX-License-Identifier: GPL-2.0
/*
 * What happens when a timer of a group or of a source expires (RFC 9776 6.2.2,
 * 6.2.3, 6.3 and 6.5), and when that is.
 */
#include "members.h"

#define JUST	1	/* 1 ns */

static const struct script timer_rows[] = {
	{ "group timer, just before", "EX{}@3", {}, SEC(3) - JUST,
	  "EX{}@0.000000001", "" },
	{ "group timer", "EX{}@3", {}, SEC(3), "-", "" },
	{ "group timer, all sources excluded", "EX{1:0 2:0}@3", {}, SEC(3),
	  "-", "" },
	{ "group timer, a source requested", "EX{1:100 2:0}@103",
	  { { SEC(50), "ALLOW{1}" } }, SEC(103), "IN{1:217}", "" },
	{ "group timer, a source requested, just before", "EX{1:100 2:0}@103",
	  { { SEC(50), "ALLOW{1}" } }, SEC(103) - JUST,
	  "EX{1:217.000000001 2:0}@0.000000001", "" },
	{ "group timer, and then the source's", "EX{1:100 2:0}@103",
	  { { SEC(50), "ALLOW{1}" } }, SEC(320), "-", "" },
	{ "source timer in INCLUDE, just before", "IN{1:3 2:5}", {},
	  SEC(3) - JUST, "IN{1:0.000000001 2:2.000000001}", "" },
	{ "source timer in INCLUDE", "IN{1:3 2:5}", {}, SEC(3), "IN{2:2}",
	  "" },
	{ "the last source timer in INCLUDE", "IN{1:3 2:5}", {}, SEC(5), "-",
	  "" },
	{ "both source timers in INCLUDE at once", "IN{1:3 2:3}", {}, SEC(3),
	  "-", "" },
	{ "source timer in EXCLUDE", "EX{1:3 2:0}@10", {}, SEC(3),
	  "EX{1:0 2:0}@7", "" },
	{ "source timer in EXCLUDE, just before", "EX{1:3 2:0}@10", {},
	  SEC(3) - JUST, "EX{1:0.000000001 2:0}@7.000000001", "" },
	{ "source timer and group timer at once", "EX{1:3 2:0}@3", {},
	  SEC(3), "-", "" },
	{ "source timer and group timer at once, another requested",
	  "EX{1:100 2:100}@103", { { SEC(50), "ALLOW{2}" } }, SEC(103),
	  "IN{2:217}", "" },

	{ "Group Membership Interval of a group, just before", "-",
	  { { 0, "IS_EX{}" } }, SEC(270) - JUST, "EX{}@0.000000001", "" },
	{ "Group Membership Interval of a group", "-", { { 0, "IS_EX{}" } },
	  SEC(270), "-", "" },
	{ "Group Membership Interval of a source, just before", "-",
	  { { 0, "ALLOW{1}" } }, SEC(270) - JUST, "IN{1:0.000000001}", "" },
	{ "Group Membership Interval of a source", "-", { { 0, "ALLOW{1}" } },
	  SEC(270), "-", "" },
	{ "reports put it off", "-",
	  { { 0, "IS_EX{}" }, { SEC(125), "IS_EX{}" },
	    { SEC(250), "IS_EX{}" } }, SEC(520) - JUST, "EX{}@0.000000001",
	  "" },
	{ "reports put it off, and then it ends", "-",
	  { { 0, "IS_EX{}" }, { SEC(125), "IS_EX{}" },
	    { SEC(250), "IS_EX{}" } }, SEC(520), "-", "" },

	{ "asked for: Last Member Query Time of a group, just before",
	  "EX{}@200", { { 0, "TO_IN{}" } }, SEC(2) - JUST,
	  "EX{}@0.000000001", "0 Q(1), 1 Q(1)" },
	{ "asked for: Last Member Query Time of a group", "EX{}@200",
	  { { 0, "TO_IN{}" } }, SEC(2), "-", "0 Q(1), 1 Q(1)" },
	{ "asked for: Last Member Query Time of a source", "IN{1:100}",
	  { { 0, "BLOCK{1}" } }, SEC(2), "-", "0 Q(1;1), 1 Q(1;1)" },
	{ "asked for: the group goes, a source stays", "EX{1:100}@200",
	  { { 0, "TO_IN{1}" } }, SEC(2), "IN{1:268}", "0 Q(1), 1 Q(1)" },
	{ "asked for: a source goes, the group stays", "EX{1:100}@200",
	  { { 0, "BLOCK{1}" } }, SEC(2), "EX{1:0}@198",
	  "0 Q(1;1), 1 Q(1;1)" },
	{ "it can come back at once", "EX{}@3", { { SEC(3), "IS_EX{}" } },
	  SEC(4), "EX{}@269", "" },
};

SCRIPTS(timer);

static void on_time(struct kunit *test)
{
	const struct family *family;

	for_each_family(family)
		play(lan_up_of(test, family), test->param_value);
}

/* The link's timer is late, and a report comes before it fires. */
static const struct script late_rows[] = {
	{ "group that ended is not excluding any more", "EX{}@3",
	  { { SEC(3), "ALLOW{1}" } }, SEC(3), "IN{1:270}", "" },
	{ "group that ended cannot be left", "EX{}@3",
	  { { SEC(3), "TO_IN{}" } }, SEC(3), "-", "" },
	{ "source that ended cannot be blocked", "IN{1:3}",
	  { { SEC(3), "BLOCK{1}" } }, SEC(3), "-", "" },
	{ "source that ended is excluded", "EX{1:3}@10",
	  { { SEC(3), "IS_EX{1}" } }, SEC(3), "EX{1:0}@270", "" },
	{ "group that ended takes the row of no group", "EX{}@3",
	  { { SEC(3), "IS_EX{1}" } }, SEC(3), "EX{1:0}@270", "" },
	{ "group that became INCLUDE takes the row of INCLUDE",
	  "EX{1:100 2:0}@103",
	  { { SEC(50), "ALLOW{1}" }, { SEC(103), "IS_EX{1 3}" } }, SEC(103),
	  "EX{1:217 3:0}@270", "" },
	{ "just before it ended it all counts", "EX{1:3}@3",
	  { { SEC(3) - JUST, "IS_EX{1}" } }, SEC(3) - JUST,
	  "EX{1:0.000000001}@270", "" },
};

SCRIPTS(late);

static void report_comes_before_a_late_timer(struct kunit *test)
{
	const struct script *script = test->param_value;
	struct lan *lan = lan_up(test);

	make_state(lan, THEN, script->start);
	lan->lateness = SEC(1);
	play_on(lan, script);
}

static const struct membership_row {
	const char *desc;
	u32 robustness;
	u32 interval_ms;
	u32 response_ms;
	const char *state;
} membership_rows[] = {
	{ "defaults", 2, 125000, 10000, "EX{}@270" },
	{ "robustness 1", 1, 125000, 10000, "EX{}@145" },
	{ "robustness 7", 7, 125000, 10000, "EX{}@895" },
	{ "3 x 60 s + 2 x 5 s", 3, 60000, 5000, "EX{}@190" },
	{ "2 x 1.5 s + 2 x 0.1 s", 2, 1500, 100, "EX{}@3.2" },
};

ROWS(membership);

/* RFC 9776 8.4: RV x QI + 2 x QRI */
static void group_membership_interval(struct kunit *test)
{
	const struct membership_row *row = test->param_value;
	struct lan *lan = lan_up(test);

	lan_set(lan, QR_PARAM_ROBUSTNESS, row->robustness);
	lan_set(lan, QR_PARAM_QUERY_RESPONSE_INTERVAL, 1000);
	lan_set(lan, QR_PARAM_QUERY_INTERVAL, row->interval_ms);
	lan_set(lan, QR_PARAM_QUERY_RESPONSE_INTERVAL, row->response_ms);
	hear(lan, SEC(0.5), "IS_EX{}");
	EXPECT_STATE(lan, row->state);
}

static struct kunit_case group_timer_cases[] = {
	KUNIT_CASE_PARAM(on_time, timer_gen_params),
	KUNIT_CASE_PARAM(report_comes_before_a_late_timer, late_gen_params),
	KUNIT_CASE_PARAM(group_membership_interval, membership_gen_params),
	{}
};

static struct kunit_suite group_timer_suite = {
	.name = "qr_group_timer",
	.test_cases = group_timer_cases,
};

kunit_test_suite(group_timer_suite);
