// SPDX-License-Identifier: GPL-2.0
#include "table.h"
#include "message.h"
#include "utf8.h"

#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct table - a table being filled
 * @scols: the library's
 * @line: the last row
 * @cell: the number of cells that row has so far
 * @json: for machines
 */
struct table {
	struct libscols_table *scols;
	struct libscols_line *line;
	size_t cell;
	bool json;
};

/* What the library is told about a type of column. */
static const struct {
	int json;
	int flags;
} types[] = {
	[COLUMN_TEXT] = { SCOLS_JSON_STRING, 0 },
	[COLUMN_WORDS] = { SCOLS_JSON_STRING, SCOLS_FL_TRUNC },
	[COLUMN_NUMBER] = { SCOLS_JSON_NUMBER, SCOLS_FL_RIGHT },
	[COLUMN_BOOL] = { SCOLS_JSON_BOOLEAN, 0 },
};

/* For the library's calls that fail for want of memory only. */
static void must(int err)
{
	if (err)
		out_of_memory();
}

struct table *table_new(const char *name, bool json)
{
	struct table *table = calloc(1, sizeof(*table));

	if (!table)
		out_of_memory();
	table->json = json;
	table->scols = scols_new_table();
	must(!table->scols);
	must(scols_table_set_name(table->scols, name));
	must(scols_table_enable_json(table->scols, json));
	return table;
}

void table_add_column(struct table *table, const char *heading,
		      enum column_type type)
{
	struct libscols_column *column;

	column = scols_table_new_column(table->scols, heading, 0,
					types[type].flags);
	must(!column);
	must(scols_column_set_json_type(column, types[type].json));
}

void table_add_row(struct table *table)
{
	table->line = scols_table_new_line(table->scols, NULL);
	must(!table->line);
	table->cell = 0;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static void set_cell(struct table *table, const char *text)
{
	char *copy = strdup(text);

	must(!copy);
	if (table->json)
		utf8_clean(copy);
	must(scols_line_refer_data(table->line, table->cell, copy));
}

void table_add_cell(struct table *table, const char *text)
{
	struct libscols_column *column;
	bool number;

	column = scols_table_get_column(table->scols, table->cell);
	number = scols_column_get_json_type(column) == SCOLS_JSON_NUMBER;
	if (text && !(table->json && number && !is_number(text)))
		set_cell(table, text);
	table->cell++;
}

int table_print(struct table *table)
{
	bool failed = scols_print_table(table->scols) < 0;

	scols_unref_table(table->scols);
	free(table);
	return failed ? fail("cannot write the output") : output_end();
}
