// SPDX-License-Identifier: GPL-2.0
#include "escape.h"
#include "fixture.h"

static const struct escape_row {
	const char *desc;
	const char *from;
	const char *to;
} escape_rows[] = {
	{ "nothing", "", "" },
	{ "a name", "eth0.100", "eth0.100" },
	{ "a backslash is itself", "a\\x1b", "a\\x1b" },
	{ "control characters", "a\x1b[\x07\x01\x1f", "a\\x1b[\\x07\\x01\\x1f" },
	{ "the last of ASCII", "~\x7f", "~\\x7f" },
	{ "two, three and four bytes", "\xc3\xbc\xe4\xb8\xad\xf0\x9f\x98\x80",
	  "\xc3\xbc\xe4\xb8\xad\xf0\x9f\x98\x80" },
	{ "C1: first and last", "\xc2\x80\xc2\x9f",
	  "\\xc2\\x80\\xc2\\x9f" },
	{ "just behind C1", "\xc2\xa0", "\xc2\xa0" },
	{ "C1 as bytes", "\x80\x9b", "\\x80\\x9b" },
	{ "cut short", "a\xe4\xb8", "a\\xe4\\xb8" },
	{ "goes on wrongly", "\xe4\xb8z", "\\xe4\\xb8z" },
	{ "too long a form", "\xc0\xaf\xe0\x80\xaf",
	  "\\xc0\\xaf\\xe0\\x80\\xaf" },
	{ "a surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80" },
	{ "past Unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
	{ "never in UTF-8", "\xf8\xfe\xff", "\\xf8\\xfe\\xff" },
};

ROWS(escape);

static void text_is_made_harmless(struct kunit *test)
{
	const struct escape_row *row = test->param_value;
	char text[64];

	qr_escape(text, sizeof(text), row->from);
	KUNIT_EXPECT_STREQ(test, text, row->to);
}

static void what_does_not_fit_is_left_out(struct kunit *test)
{
	char text[6];

	qr_escape(text, sizeof(text), "a\x1b\x1b");
	KUNIT_EXPECT_STREQ(test, text, "a\\x1b");
	qr_escape(text, sizeof(text), "abc\xe4\xb8\xad");
	KUNIT_EXPECT_STREQ(test, text, "abc");
	qr_escape(text, 1, "abc");
	KUNIT_EXPECT_STREQ(test, text, "");
}

static struct kunit_case escape_cases[] = {
	KUNIT_CASE_PARAM(text_is_made_harmless, escape_gen_params),
	KUNIT_CASE(what_does_not_fit_is_left_out),
	{}
};

static struct kunit_suite escape_suite = {
	.name = "qr_escape",
	.test_cases = escape_cases,
};

kunit_test_suite(escape_suite);
