// SPDX-License-Identifier: GPL-2.0
/* Which addresses MLD keeps members of, and takes for sources. */
#include "fixture.h"

static const struct group_row {
	const char *desc;
	union qr_addr group;
	bool holds_state, is_ssm;
} group_rows[] = {
	{ "ff02::1", V6(0xff02, 0, 0, 0, 0, 0, 0, 1), false, false },
	{ "ff02::2", V6(0xff02, 0, 0, 0, 0, 0, 0, 2), true, false },
	{ "ff02::fb: mDNS", V6(0xff02, 0, 0, 0, 0, 0, 0, 0xfb), true, false },
	{ "ff02::1:ff00:1: solicited node",
	  V6(0xff02, 0, 0, 0, 0, 1, 0xff00, 1), true, false },
	{ "ff00::1: scope 0", V6(0xff00, 0, 0, 0, 0, 0, 0, 1), false, false },
	{ "ff01::fb: scope 1", V6(0xff01, 0, 0, 0, 0, 0, 0, 0xfb),
	  false, false },
	{ "ff11::fb: scope 1, transient",
	  V6(0xff11, 0, 0, 0, 0, 0, 0, 0xfb), false, false },
	{ "ff05::1", V6(0xff05, 0, 0, 0, 0, 0, 0, 1), true, false },
	{ "ff0e::1", V6(0xff0e, 0, 0, 0, 0, 0, 0, 1), true, false },
	{ "ff12::1: transient", V6(0xff12, 0, 0, 0, 0, 0, 0, 1),
	  true, false },
	{ "ff32::1", V6(0xff32, 0, 0, 0, 0, 0, 0, 1), true, true },
	{ "ff3e::8000:1", V6(0xff3e, 0, 0, 0, 0, 0, 0x8000, 1), true, true },
	{ "ff3e:0:ffff::1: within the /32",
	  V6(0xff3e, 0, 0xffff, 0, 0, 0, 0, 1), true, true },
	{ "ff3e:20::1: by prefix, not SSM",
	  V6(0xff3e, 0x20, 0, 0, 0, 0, 0, 1), true, false },
	{ "ff2e::1", V6(0xff2e, 0, 0, 0, 0, 0, 0, 1), true, false },
	{ "fe80::1: unicast", LL(1), false, false },
	{ "::", UNSPEC, false, false },
};

ROWS(group);

static void group_is_judged(struct kunit *test)
{
	const struct group_row *row = test->param_value;

	KUNIT_EXPECT_EQ(test, qr_mld.holds_state(&row->group),
			row->holds_state);
	KUNIT_EXPECT_EQ(test, qr_mld.is_ssm(&row->group), row->is_ssm);
}

static void sources_are_unicast(struct kunit *test)
{
	union qr_addr loopback = V6(0, 0, 0, 0, 0, 0, 0, 1);
	union qr_addr global = V6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
	union qr_addr local = LL(1);
	union qr_addr group = V6(0xff15, 0, 0, 0, 0, 0, 0, 0x1234);
	union qr_addr unspecified = UNSPEC;

	KUNIT_EXPECT_TRUE(test, qr_mld.is_source(&global));
	KUNIT_EXPECT_TRUE(test, qr_mld.is_source(&local));
	KUNIT_EXPECT_FALSE(test, qr_mld.is_source(&loopback));
	KUNIT_EXPECT_FALSE(test, qr_mld.is_source(&group));
	KUNIT_EXPECT_FALSE(test, qr_mld.is_source(&unspecified));
}

static struct kunit_case mld_rules_cases[] = {
	KUNIT_CASE_PARAM(group_is_judged, group_gen_params),
	KUNIT_CASE(sources_are_unicast),
	{}
};

static struct kunit_suite mld_rules_suite = {
	.name = "qr_mld_rules",
	.test_cases = mld_rules_cases,
};

kunit_test_suite(mld_rules_suite);
