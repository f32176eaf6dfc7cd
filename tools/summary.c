// SPDX-License-Identifier: GPL-2.0
#include "summary.h"
#include "color.h"
#include "compiler.h"
#include "duration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *heading;
	enum kind kind;
} columns[] = {
	{ "INTERFACE", KIND_TEXT },
	{ "FAMILY", KIND_TEXT },
	{ "STATE", KIND_TEXT },
	{ "QUERIER", KIND_TEXT },
	{ "SINCE", KIND_COUNT },
	{ "NEXT", KIND_COUNT },
	{ "VER", KIND_COUNT },
	{ "GROUPS", KIND_COUNT },
	{ "HEARD", KIND_COUNT },
};

/* Index of columns[]: addresses may be long. */
enum { QUERIER = 3 };

struct table *summary_new(void)
{
	struct table *table = table_new("interfaces", false);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		table_add_column(table, columns[i].heading, NULL,
				 columns[i].kind);
		if (i == QUERIER)
			table_cut_column(table);
	}
	return table;
}

static void add_time(struct table *table, const char *ms)
{
	char text[VALUE_SIZE] = "-";

	if (ms)
		duration_format_short(strtoull(ms, NULL, 10), text,
				      sizeof(text));
	table_add_cell(table, text);
}

static void add_text(struct table *table, const char *text)
{
	table_add_cell(table, *text ? text : "-");
}

/* When a query comes next, or when this host takes over. */
static const char *next(const struct record *rec)
{
	const char *expires = rec->raw[KEY_OTHER_QUERIER_EXPIRES];

	if (!strcmp(rec->raw[KEY_STATE], "querier"))
		return json_text(rec->detail, "next_query_ms");
	return strcmp(expires, "0") && *expires ? expires : NULL;
}

/* The reason stands where the querier would: both do not occur together. */
static void add_idle(const struct record *rec, struct table *table)
{
	const char *reason = record_reason(rec);
	char text[VALUE_SIZE + sizeof("()")] = "";
	size_t i;

	if (strcmp(reason, "none"))
		snprintf(text, sizeof(text), "(%s)", reason);
	table_add_cell(table, text);
	for (i = QUERIER + 1; i < ARRAY_SIZE(columns); i++)
		table_add_cell(table, "");
}

static void add_running(const struct record *rec, struct table *table)
{
	add_text(table, rec->raw[KEY_QUERIER_ADDRESS]);
	add_time(table, json_text(rec->detail, "querier_since_ms"));
	add_time(table, next(rec));
	add_text(table, rec->raw[KEY_ACTIVE_VERSION]);
	add_text(table, rec->raw[KEY_GROUPS]);
	add_time(table, json_text(rec->detail, "last_report_ms"));
}

void summary_add(const struct record *rec, struct table *table)
{
	const char *state = rec->raw[KEY_STATE];

	table_add_row(table);
	table_add_cell(table, rec->link->ifname);
	table_add_cell(table, rec->link->family->name);
	table_add_cell(table, state);
	table_color_cell(table, color_of_state(state));
	if (record_is_idle(rec))
		add_idle(rec, table);
	else
		add_running(rec, table);
}
