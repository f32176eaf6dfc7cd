// SPDX-License-Identifier: GPL-2.0
/*
 * The two tables of RFC 9776 6.4.1 and 6.4.2 (RFC 9777 7.4.1 and 7.4.2), row by
 * row, as Querier and as Non-Querier. Of the sources named in a record some are
 * requested, some excluded, some new; and some are not named.
 *
 * Last Member Query Time is 2 s; queries are sent at 0 and 1 s.
 */
#include "members.h"

/* Two requested (X) and two excluded (Y), and 200 s to go. */
#define EX_1234		"EX{1:100 2:150 3:0 4:0}@200"

/**
 * struct action_row - a state and a record
 * @desc: the row of the RFC's table
 * @start: the state before
 * @record: the record
 * @after: the state at this very moment, as Querier
 * @queries: what is asked, in seconds from here
 * @non_querier: the state as Non-Querier, who asks nothing; NULL: the same
 */
struct action_row {
	const char *desc;
	const char *start;
	const char *record;
	const char *after;
	const char *queries;
	const char *non_querier;
};

static const struct action_row action_rows[] = {
	{ "none: IS_IN(B)", "-", "IS_IN{1 2}",
	  "IN{1:270 2:270}", "" },
	{ "none: IS_IN()", "-", "IS_IN{}", "-", "" },
	{ "none: ALLOW(B)", "-", "ALLOW{1}", "IN{1:270}", "" },
	{ "none: ALLOW()", "-", "ALLOW{}", "-", "" },
	{ "none: TO_IN(B)", "-", "TO_IN{1}", "IN{1:270}", "" },
	{ "none: TO_IN()", "-", "TO_IN{}", "-", "" },
	{ "none: BLOCK(B)", "-", "BLOCK{1}", "-", "" },
	{ "none: IS_EX(B)", "-", "IS_EX{1 2}", "EX{1:0 2:0}@270", "" },
	{ "none: IS_EX()", "-", "IS_EX{}", "EX{}@270", "" },
	{ "none: TO_EX(B)", "-", "TO_EX{1 2}", "EX{1:0 2:0}@270", "" },
	{ "none: TO_EX()", "-", "TO_EX{}", "EX{}@270", "" },

	{ "IN(A): IS_IN(B)", "IN{1:100 2:150}", "IS_IN{2 3}",
	  "IN{1:100 2:270 3:270}", "" },
	{ "IN(A): IS_IN()", "IN{1:100 2:150}", "IS_IN{}",
	  "IN{1:100 2:150}", "" },
	{ "IN(A): IS_EX(B)", "IN{1:100 2:150}", "IS_EX{2 3}",
	  "EX{2:150 3:0}@270", "" },
	{ "IN(A): IS_EX(), A is deleted", "IN{1:100 2:150}", "IS_EX{}",
	  "EX{}@270", "" },
	{ "IN(A): IS_EX(A)", "IN{1:100 2:150}", "IS_EX{1 2}",
	  "EX{1:100 2:150}@270", "" },
	{ "IN(A): ALLOW(B)", "IN{1:100 2:150}", "ALLOW{2 3}",
	  "IN{1:100 2:270 3:270}", "" },
	{ "IN(A): ALLOW()", "IN{1:100 2:150}", "ALLOW{}",
	  "IN{1:100 2:150}", "" },
	{ "IN(A): BLOCK(B)", "IN{1:100 2:150}", "BLOCK{2 3}",
	  "IN{1:100 2:2}", "0 Q(1;2), 1 Q(1;2)",
	  "IN{1:100 2:150}" },
	{ "IN(A): BLOCK(A)", "IN{1:100 2:150}", "BLOCK{1 2}",
	  "IN{1:2 2:2}", "0 Q(1;1 2), 1 Q(1;1 2)",
	  "IN{1:100 2:150}" },
	{ "IN(A): BLOCK(B), nothing in common", "IN{1:100 2:150}",
	  "BLOCK{3 4}", "IN{1:100 2:150}", "" },
	{ "IN(A): BLOCK()", "IN{1:100 2:150}", "BLOCK{}",
	  "IN{1:100 2:150}", "" },
	{ "IN(A): TO_EX(B)", "IN{1:100 2:150}", "TO_EX{2 3}",
	  "EX{2:2 3:0}@270", "0 Q(1;2), 1 Q(1;2)",
	  "EX{2:150 3:0}@270" },
	{ "IN(A): TO_EX(B), nothing in common", "IN{1:100 2:150}",
	  "TO_EX{3}", "EX{3:0}@270", "" },
	{ "IN(A): TO_EX(), A is deleted", "IN{1:100 2:150}", "TO_EX{}",
	  "EX{}@270", "" },
	{ "IN(A): TO_IN(B)", "IN{1:100 2:150}", "TO_IN{2 3}",
	  "IN{1:2 2:270 3:270}", "0 Q(1;1), 1 Q(1;1)",
	  "IN{1:100 2:270 3:270}" },
	{ "IN(A): TO_IN()", "IN{1:100 2:150}", "TO_IN{}",
	  "IN{1:2 2:2}", "0 Q(1;1 2), 1 Q(1;1 2)",
	  "IN{1:100 2:150}" },
	{ "IN(A): TO_IN(A)", "IN{1:100 2:150}", "TO_IN{1 2}",
	  "IN{1:270 2:270}", "" },

	{ "EX(X,Y): IS_IN(A)", EX_1234, "IS_IN{2 4 5}",
	  "EX{1:100 2:270 3:0 4:270 5:270}@200", "" },
	{ "EX(X,Y): IS_IN()", EX_1234, "IS_IN{}", EX_1234, "" },
	{ "EX(X,Y): IS_EX(A)", EX_1234, "IS_EX{2 4 5}",
	  "EX{2:150 4:0 5:270}@270", "" },
	{ "EX(X,Y): IS_EX()", EX_1234, "IS_EX{}", "EX{}@270", "" },
	{ "EX(X,Y): IS_EX(X+Y)", EX_1234, "IS_EX{1 2 3 4}",
	  "EX{1:100 2:150 3:0 4:0}@270", "" },
	{ "EX(,): IS_EX(A)", "EX{}@200", "IS_EX{1}", "EX{1:270}@270", "" },
	{ "EX(X,Y): ALLOW(A)", EX_1234, "ALLOW{2 4 5}",
	  "EX{1:100 2:270 3:0 4:270 5:270}@200", "" },
	{ "EX(X,Y): ALLOW()", EX_1234, "ALLOW{}", EX_1234, "" },
	{ "EX(X,Y): BLOCK(A)", EX_1234, "BLOCK{2 4 5}",
	  "EX{1:100 2:2 3:0 4:0 5:2}@200",
	  "0 Q(1;2 5), 1 Q(1;2 5)",
	  "EX{1:100 2:150 3:0 4:0 5:200}@200" },
	{ "EX(X,Y): BLOCK(Y)", EX_1234, "BLOCK{3 4}", EX_1234, "" },
	{ "EX(X,Y): BLOCK()", EX_1234, "BLOCK{}", EX_1234, "" },
	{ "EX(X,Y): TO_EX(A)", EX_1234, "TO_EX{2 4 5}",
	  "EX{2:2 4:0 5:2}@270", "0 Q(1;2 5), 1 Q(1;2 5)",
	  "EX{2:150 4:0 5:200}@270" },
	{ "EX(X,Y): TO_EX(Y)", EX_1234, "TO_EX{3 4}",
	  "EX{3:0 4:0}@270", "" },
	{ "EX(X,Y): TO_EX()", EX_1234, "TO_EX{}", "EX{}@270", "" },
	{ "EX(X,Y): TO_IN(A)", EX_1234, "TO_IN{2 4 5}",
	  "EX{1:2 2:270 3:0 4:270 5:270}@2",
	  "0 Q(1), 0 Q(1;1), 1 Q(1), 1 Q(1;1)",
	  "EX{1:100 2:270 3:0 4:270 5:270}@200" },
	{ "EX(X,Y): TO_IN()", EX_1234, "TO_IN{}",
	  "EX{1:2 2:2 3:0 4:0}@2",
	  "0 Q(1), 0 Q(1;1 2), 1 Q(1), 1 Q(1;1 2)", EX_1234 },
	{ "EX(X,Y): TO_IN(X+Y)", EX_1234, "TO_IN{1 2 3 4}",
	  "EX{1:270 2:270 3:270 4:270}@2", "0 Q(1), 1 Q(1)",
	  "EX{1:270 2:270 3:270 4:270}@200" },
	{ "EX(,): TO_IN()", "EX{}@200", "TO_IN{}", "EX{}@2",
	  "0 Q(1), 1 Q(1)", "EX{}@200" },

	/* 6.6.3.2: only sources with timers above Last Member Query Time */
	{ "IN: BLOCK, exactly at the time to ask", "IN{1:2 2:3}",
	  "BLOCK{1 2}", "IN{1:2 2:2}", "0 Q(1;2), 1 Q(1;2)",
	  "IN{1:2 2:3}" },
	{ "IN: TO_IN, all at or below", "IN{1:1 2:2}", "TO_IN{}",
	  "IN{1:1 2:2}", "" },
	{ "EX: BLOCK, the group timer is what they get", "EX{}@2", "BLOCK{1}",
	  "EX{1:2}@2", "" },
	{ "EX: BLOCK, just above", "EX{}@3", "BLOCK{1}",
	  "EX{1:2}@3", "0 Q(1;1), 1 Q(1;1)", "EX{1:3}@3" },
	{ "EX: TO_EX, the group timer that was is what they get", "EX{}@3",
	  "TO_EX{1}", "EX{1:2}@270", "0 Q(1;1), 1 Q(1;1)",
	  "EX{1:3}@270" },

	/* In any order, with others before, between and behind. */
	{ "descending", "IN{1:100 2:100 3:100 4:100}", "ALLOW{4 3 2}",
	  "IN{1:100 2:270 3:270 4:270}", "" },
	{ "back and forth, some of them new", "IN{2:100 4:100}",
	  "ALLOW{3 1 4 2}", "IN{1:270 2:270 3:270 4:270}", "" },
	{ "unknown ones first, between and last", "IN{2:100 4:100 6:100}",
	  "BLOCK{1 2 3 6 7}", "IN{2:2 4:100 6:2}",
	  "0 Q(1;2 6), 1 Q(1;2 6)", "IN{2:100 4:100 6:100}" },

	/* What a record repeats counts once. */
	{ "new source, twice in one record", "-", "IS_EX{1 1}",
	  "EX{1:0}@270", "" },
	{ "requested source, twice in one record", "IN{1:100}", "BLOCK{1 1}",
	  "IN{1:2}", "0 Q(1;1), 1 Q(1;1)", "IN{1:100}" },
};

ROWS(action);

static void querier(struct kunit *test)
{
	const struct action_row *row = test->param_value;
	const struct family *family;

	for_each_family(family) {
		struct lan *lan = lan_up_of(test, family);

		make_state(lan, THEN, row->start);
		hear(lan, THEN, row->record);
		EXPECT_STATE(lan, row->after);
		lan_run(lan, THEN + SEC(10));
		KUNIT_EXPECT_STREQ(test, lan_asked(lan), row->queries);
	}
}

static void non_querier(struct kunit *test)
{
	const struct action_row *row = test->param_value;
	const struct family *family;

	for_each_family(family)
		expect_non_querier(lan_up_of(test, family), row->start, NULL,
				   row->record, row->non_querier ?: row->after);
}

static struct kunit_case group_cases[] = {
	KUNIT_CASE_PARAM(querier, action_gen_params),
	KUNIT_CASE_PARAM(non_querier, action_gen_params),
	{}
};

static struct kunit_suite group_suite = {
	.name = "qr_group",
	.test_cases = group_cases,
};

kunit_test_suite(group_suite);
