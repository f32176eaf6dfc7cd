// SPDX-License-Identifier: GPL-2.0
/*
 * Records with more sources than there is room for: what the group has is kept
 * and queried all the same.
 */
#include "members.h"

static void fill_memory(struct lan *lan)
{
	lan->pool.limit = 0;
}

static void fill_sources(struct lan *lan)
{
	lan_set(lan, QR_PARAM_MAX_SOURCES, 2);
}

/* Ways to run out of room, and what counts the refused sources. */
static const struct {
	void (*fill)(struct lan *lan);
	enum qr_verdict counter;
} ways[] = {
	{ fill_sources, QR_IGNORED_SOURCE_LIMIT },
	{ fill_memory, QR_IGNORED_MEMORY_LIMIT },
};

#define EX_12	"EX{1:100 2:0}@200"
#define IN_12	"IN{1:100 2:150}"

/* With room for the two sources that are there. */
static const struct kept_row {
	const char *desc;
	const char *start;
	const char *record;
	const char *after;	/* NULL: as before */
	const char *queries;
} kept_rows[] = {
	{ "EX: BLOCK", EX_12, "BLOCK{3}", "EX{1:2 2:0}@2",
	  "0 Q(1), 0 Q(1;1), 1 Q(1), 1 Q(1;1)" },
	{ "EX: BLOCK, one of them known", EX_12, "BLOCK{2 3}", "EX{1:2 2:0}@2",
	  "0 Q(1), 0 Q(1;1), 1 Q(1), 1 Q(1;1)" },
	{ "EX: TO_IN", EX_12, "TO_IN{3}", "EX{1:2 2:0}@2",
	  "0 Q(1), 0 Q(1;1), 1 Q(1), 1 Q(1;1)" },
	{ "EX: IS_IN", EX_12, "IS_IN{3}", NULL, "" },
	{ "EX: ALLOW", EX_12, "ALLOW{3}", NULL, "" },
	{ "EX: IS_EX", EX_12, "IS_EX{3-5}", NULL, "" },
	{ "EX: TO_EX", EX_12, "TO_EX{3-5}", NULL, "" },
	{ "IN: TO_IN", IN_12, "TO_IN{3}", "IN{1:2 2:2}",
	  "0 Q(1;1 2), 1 Q(1;1 2)" },
	{ "IN: ALLOW", IN_12, "ALLOW{3}", NULL, "" },
	{ "IN: TO_EX", IN_12, "TO_EX{3-5}", NULL, "" },
};

ROWS(kept);

static void source_without_room_is_asked_for(struct kunit *test)
{
	const struct kept_row *row = test->param_value;
	const struct family *family;
	unsigned int i;

	for_each_family(family) {
		for (i = 0; i < ARRAY_SIZE(ways); i++) {
			struct lan *lan = lan_up_of(test, family);

			make_state(lan, THEN, row->start);
			ways[i].fill(lan);
			hear(lan, THEN, row->record);
			KUNIT_EXPECT_EQ(test,
					lan_ignored(lan, ways[i].counter),
					1ULL);
			EXPECT_STATE(lan, row->after ?: row->start);
			lan_run(lan, THEN + SEC(1.5));
			KUNIT_EXPECT_STREQ(test, lan_asked(lan), row->queries);
		}
	}
}

static void non_querier_keeps_its_sources(struct kunit *test)
{
	const struct kept_row *row = test->param_value;
	const struct family *family;

	for_each_family(family)
		expect_non_querier(lan_up_of(test, family), row->start,
				   fill_sources, row->record, row->start);
}

/* The limit of sources holds for a group that does not exist yet, too. */
static void unknown_group_with_too_many_sources(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		fill_sources(lan);
		hear(lan, SEC(10), "TO_IN{1-3} 2/ALLOW{1-3} 3/BLOCK{1-3}");
		EXPECT_STATE(lan, "-");
		lan_run(lan, SEC(20));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), "10 Q(1), 11 Q(1)");
		KUNIT_EXPECT_EQ(test, lan_ignored(lan, QR_IGNORED_SOURCE_LIMIT),
				2ULL);
	}
}

/* RFC 9776 7.3.2: beside an older host a BLOCK has no effect. */
static void block_beside_an_older_host(struct kunit *test)
{
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		hear(lan, SEC(10), "v2");
		hear(lan, SEC(11), "ALLOW{1 2}");
		fill_sources(lan);
		hear(lan, SEC(12), "BLOCK{3}");
		lan_run(lan, SEC(20));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), "");
	}
}

static struct kunit_case full_sources_cases[] = {
	KUNIT_CASE_PARAM(source_without_room_is_asked_for, kept_gen_params),
	KUNIT_CASE_PARAM(non_querier_keeps_its_sources, kept_gen_params),
	KUNIT_CASE(unknown_group_with_too_many_sources),
	KUNIT_CASE(block_beside_an_older_host),
	{}
};

static struct kunit_suite full_sources_suite = {
	.name = "qr_full_sources",
	.test_cases = full_sources_cases,
};

kunit_test_suite(full_sources_suite);
