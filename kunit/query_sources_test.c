// SPDX-License-Identifier: GPL-2.0
/*
 * A general query that names sources is none: Linux takes its values from it,
 * and lets no host answer.
 */
#include "fixture.h"
#include "wire.h"

static const struct sources_row {
	const char *desc;
	bool specific;
	u16 sources, missing;
	enum qr_verdict verdict;
} sources_rows[] = {
	{ "general", false, 0, 0, QR_ACCEPTED },
	{ "general, a source", false, 1, 0, QR_IGNORED_QUERY_SOURCES },
	{ "general, 80 sources", false, 80, 0, QR_IGNORED_QUERY_SOURCES },
	{ "general, a source that is not there", false, 1, 1,
	  QR_IGNORED_LENGTH },
	{ "for a group", true, 0, 0, QR_ACCEPTED },
	{ "for a group, a source", true, 1, 0, QR_ACCEPTED },
	{ "for a group, 80 sources", true, 80, 0, QR_ACCEPTED },
};

ROWS(sources);

/* As a packet of exactly its size. */
static enum qr_verdict parsed(struct kunit *test, const struct family *family,
			      const struct sources_row *row)
{
	u8 addr_len = family->proto->addr_len;
	size_t len = row->sources * addr_len;
	u8 *list = kunit_kzalloc(test, len, GFP_KERNEL);
	struct qr_query query = {
		.version = family->proto->version_max,
		.source = family->lower,
		.max_resp_ms = 10000,
		.robustness = 2,
		.query_interval_ms = 125000,
		.list = { .at = list, .len = len, .count = row->sources },
	};
	struct qr_msg msg = {};
	u8 *packet;
	size_t size;

	KUNIT_ASSERT_NOT_NULL(test, list);
	if (row->specific)
		query.group = address(family, family->group, 1);
	query.list.len -= row->missing * addr_len;
	size = family->proto->query_size(&query);
	packet = kunit_kzalloc(test, size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, packet);
	family->proto->build(&query, packet);
	return qr_wire_parse(family->proto, packet, size, &msg);
}

static void sources_of_a_query(struct kunit *test)
{
	const struct sources_row *row = test->param_value;
	const struct family *family;

	for_each_family(family)
		KUNIT_EXPECT_EQ(test, parsed(test, family, row), row->verdict);
}

static struct kunit_case query_sources_cases[] = {
	KUNIT_CASE_PARAM(sources_of_a_query, sources_gen_params),
	{}
};

static struct kunit_suite query_sources_suite = {
	.name = "qr_query_sources",
	.test_cases = query_sources_cases,
};

kunit_test_suite(query_sources_suite);
