// SPDX-License-Identifier: GPL-2.0
#include "table.h"
#include "escape.h"
#include "json.h"
#include "message.h"

#include <assert.h>
#include <ctype.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than any table has: the keys with interface and family. */
enum { COLUMNS_MAX = 64 };

/**
 * struct table - a table being filled
 * @scols: the library's, for people; JSON is printed as it comes
 * @line: the last row
 * @columns: what they are called in JSON, and what they hold
 * @count: how many columns there are
 * @cell: the number of cells that the last row has so far
 * @json: for machines
 * @in_row: JSON: a row is open
 */
struct table {
	struct libscols_table *scols;
	struct libscols_line *line;
	struct {
		char *name;
		enum column_type type;
	} columns[COLUMNS_MAX];
	size_t count;
	size_t cell;
	bool json;
	bool in_row;
};

/* What the library is told about a type of column. */
static const int flags[] = {
	[COLUMN_TEXT] = 0,
	[COLUMN_WORDS] = SCOLS_FL_TRUNC,
	[COLUMN_NUMBER] = SCOLS_FL_RIGHT,
	[COLUMN_BOOL] = 0,
};

/* For calls that fail without memory only. */
static void must(bool good)
{
	if (!good)
		message_no_memory();
}

/* The library's own escapes are other ones: it gets text without any need. */
static void start_text(struct table *table)
{
	table->scols = scols_new_table();
	must(table->scols && !scols_table_enable_noencoding(table->scols, 1));
}

struct table *table_new(const char *name, bool json)
{
	struct table *table = calloc(1, sizeof(*table));

	must(table);
	table->json = json;
	if (json) {
		json_open(NULL, '{');
		json_open(name, '[');
	} else {
		start_text(table);
	}
	return table;
}

static char *lower(const char *heading)
{
	char *c, *name = strdup(heading);

	must(name);
	for (c = name; *c; c++)
		*c = tolower((unsigned char)*c);
	return name;
}

static void add_text_column(struct table *table, const char *heading,
			    enum column_type type)
{
	char *copy = escape_copy(heading, false);

	must(copy && scols_table_new_column(table->scols, copy, 0,
					    flags[type]));
	free(copy);
}

void table_add_column(struct table *table, const char *heading,
		      enum column_type type)
{
	assert(table->count < COLUMNS_MAX);
	table->columns[table->count].type = type;
	if (table->json)
		table->columns[table->count].name = lower(heading);
	else
		add_text_column(table, heading, type);
	table->count++;
}

static void end_row(struct table *table)
{
	if (table->in_row)
		json_close('}');
	table->in_row = false;
}

void table_add_row(struct table *table)
{
	table->cell = 0;
	if (table->json) {
		end_row(table);
		json_open(NULL, '{');
		table->in_row = true;
		return;
	}
	table->line = scols_table_new_line(table->scols, NULL);
	must(table->line);
}

/* In JSON, unlike in C, a number may not begin with a zero. */
static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text) &&
	       (*text != '0' || !text[1]);
}

static void add_json(const char *name, enum column_type type, const char *text)
{
	bool is_null = !text || !*text ||
		       (type == COLUMN_NUMBER && !is_number(text));

	if (is_null)
		json_text(name, NULL);
	else if (type == COLUMN_NUMBER)
		json_digits(name, text);
	else if (type == COLUMN_BOOL)
		json_bool(name, strcmp(text, "0"));
	else
		json_text(name, text);
}

static void add_text(struct table *table, const char *text)
{
	char *copy = escape_copy(text, false);

	must(copy && !scols_line_refer_data(table->line, table->cell, copy));
}

void table_add_cell(struct table *table, const char *text)
{
	size_t cell = table->cell;

	if (table->json)
		add_json(table->columns[cell].name, table->columns[cell].type,
			 text);
	else if (text)
		add_text(table, text);
	table->cell++;
}

static void print_json(struct table *table)
{
	size_t i;

	end_row(table);
	json_close(']');
	json_close('}');
	json_end();
	for (i = 0; i < table->count; i++)
		free(table->columns[i].name);
}

int table_print(struct table *table)
{
	bool failed = false;

	if (table->json) {
		print_json(table);
	} else {
		failed = scols_print_table(table->scols) < 0;
		scols_unref_table(table->scols);
	}
	free(table);
	return failed ? message_fail("cannot write the output") : message_check_output();
}
