// SPDX-License-Identifier: GPL-2.0
#include "table.h"
#include "escape.h"
#include "message.h"
#include "value.h"

#include <assert.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <unistd.h>

/* More than any table has: the keys with interface and family. */
enum { COLUMNS_MAX = 64 };

/* Less of an address says nothing. */
enum { CUT_MIN = 11 };

struct column {
	const char *heading;
	const char *name;
	enum kind kind;
};

/**
 * struct table - a table being filled
 * @columns: its columns
 * @count: number of columns
 * @next: index of the next column to fill
 * @scols: the library's table, for people; NULL: JSON
 * @cut: its column that may be cut, or NULL
 * @line: the library's last line
 * @next_cell: index of the next cell in @line
 * @row: the last row in JSON, not printed yet
 * @has_rows: a row was printed in JSON
 */
struct table {
	struct column columns[COLUMNS_MAX];
	size_t count;
	size_t next;
	struct libscols_table *scols;
	struct libscols_column *cut;
	struct libscols_line *line;
	size_t next_cell;
	struct json_object *row;
	bool has_rows;
};

/* For calls that fail only without memory. */
static void must(bool good)
{
	if (!good)
		message_no_memory();
}

struct table *table_new(const char *name, bool json)
{
	struct table *table = calloc(1, sizeof(*table));

	must(table);
	if (json) {
		json_print_begin(name);
		return table;
	}
	table->scols = scols_new_table();
	/* Text is escaped already, not by the library's rules. */
	must(table->scols && !scols_table_enable_noencoding(table->scols, 1) &&
	     !scols_table_enable_minout(table->scols, 1));
	return table;
}

static bool is_number(enum kind kind)
{
	return kind == KIND_TIME || kind == KIND_AGE || kind == KIND_COUNT;
}

void table_add_column(struct table *table, const char *heading,
		      const char *name, enum kind kind)
{
	int flags = is_number(kind) ? SCOLS_FL_RIGHT : 0;
	char *copy;

	assert(table->count < COLUMNS_MAX);
	table->columns[table->count++] = (struct column){
		.heading = heading,
		.name = name,
		.kind = kind,
	};
	if (!table->scols || !heading)
		return;
	copy = escape_copy(heading, false);
	must(copy && scols_table_new_column(table->scols, copy, 0, flags));
	free(copy);
}

void table_cut_column(struct table *table)
{
	if (table->scols)
		table->cut = scols_table_get_column(table->scols,
			scols_table_get_ncols(table->scols) - 1);
}

static void print_row(struct table *table)
{
	if (!table->row)
		return;
	json_print_next(table->row, !table->has_rows);
	table->row = NULL;
	table->has_rows = true;
}

void table_add_row(struct table *table)
{
	table->next = 0;
	table->next_cell = 0;
	if (!table->scols) {
		print_row(table);
		table->row = json_new_object();
		return;
	}
	table->line = scols_table_new_line(table->scols, NULL);
	must(table->line);
}

static void add_text(struct table *table, const char *text)
{
	char *copy = escape_copy(text, false);

	must(copy && !scols_line_refer_data(table->line, table->next_cell,
					    copy));
	table->next_cell++;
}

void table_add_cell_as(struct table *table, const char *raw,
		       const char *words)
{
	const struct column *column = &table->columns[table->next++];

	if (!table->scols && column->name)
		json_add(table->row, column->name,
			 value_json(column->kind, raw));
	else if (table->scols && column->heading)
		add_text(table, words);
}

void table_add_cell(struct table *table, const char *raw)
{
	char text[VALUE_SIZE];

	table_add_cell_as(table, raw,
			  value_format(table->columns[table->next].kind, raw,
				       text));
}

void table_color_cell(struct table *table, const char *color)
{
	struct libscols_cell *cell;

	if (!table->scols || !color)
		return;
	cell = scols_line_get_cell(table->line, table->next_cell - 1);
	must(!scols_cell_set_color(cell, color) &&
	     !scols_table_enable_colors(table->scols, 1));
}

void table_add_member(struct table *table, const char *name,
		      struct json_object *value)
{
	if (table->scols)
		json_object_put(value);
	else
		json_add(table->row, name, value);
}

void table_add_object(struct table *table, struct json_object *object)
{
	size_t i;

	if (!table->scols) {
		print_row(table);
		table->row = object;
		return;
	}
	table_add_row(table);
	for (i = 0; i < table->count; i++) {
		const char *raw = json_text(object, table->columns[i].name);

		table_add_cell(table, raw ? raw : "");
	}
	json_object_put(object);
}

/* "fe80::a8b2:c3…fe44:9c1d"; the output is UTF-8. */
static void cut_cell(struct libscols_cell *cell, size_t width)
{
	const char *text = scols_cell_get_data(cell);
	size_t len = text ? strlen(text) : 0;
	char *cut;

	if (len <= width)
		return;
	must(asprintf(&cut, "%.*s…%s", (int)(width / 2), text,
		      text + len - (width - width / 2 - 1)) >= 0);
	must(!scols_cell_refer_data(cell, cut));
}

/* The library finds out how wide the column may be. */
static size_t find_width(const struct table *table)
{
	size_t width;
	char *text;

	must(!scols_column_set_flags(table->cut, SCOLS_FL_TRUNC) &&
	     !scols_print_table_to_string(table->scols, &text));
	free(text);
	width = scols_column_get_width(table->cut);
	must(!scols_column_set_flags(table->cut, 0));
	return MAX(width, CUT_MIN);
}

static void cut_cells(struct table *table)
{
	size_t i, width = find_width(table);
	struct libscols_line *line;

	for (i = 0; i < scols_table_get_nlines(table->scols); i++) {
		line = scols_table_get_line(table->scols, i);
		cut_cell(scols_line_get_column_cell(line, table->cut), width);
	}
}

static bool print_lines(struct table *table)
{
	bool failed;

	if (table->cut && isatty(STDOUT_FILENO))
		cut_cells(table);
	failed = scols_print_table(table->scols) < 0;
	scols_unref_table(table->scols);
	return !failed;
}

int table_print(struct table *table)
{
	bool good = true;

	if (table->scols) {
		good = print_lines(table);
	} else {
		print_row(table);
		json_print_end();
	}
	free(table);
	return good ? message_check_output() :
		      message_fail("cannot write the output");
}
