/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows of values, printed as a table for people or as a list in JSON.
 */
#ifndef QC_TABLE_H
#define QC_TABLE_H

#include "json.h"
#include "key.h"

#include <stdbool.h>

struct table;

/* @name is what JSON calls the list of rows. */
struct table *table_new(const char *name, bool json);

/*
 * Adds a column, before the first row. @heading is for people (NULL: JSON
 * only), @name for JSON (NULL: people only), which does not copy it.
 */
void table_add_column(struct table *table, const char *heading,
		      const char *name, enum kind kind);

/*
 * On a terminal that is too narrow, the cells of the last column are cut in the
 * middle, as far as is needed: addresses differ at both ends.
 */
void table_cut_column(struct table *table);

void table_add_row(struct table *table);

/* Fills the next cell of the last row, from a value as files have it. */
void table_add_cell(struct table *table, const char *raw);

/* The same; @words is for people. */
void table_add_cell_as(struct table *table, const char *raw,
		       const char *words);

/* Prints the last cell in this colour, a name of libsmartcols; NULL: none. */
void table_color_cell(struct table *table, const char *color);

/*
 * Adds a member to the last row in JSON, and owns the value; people do not see
 * it. The table does not copy @name.
 */
void table_add_member(struct table *table, const char *name,
		      struct json_object *value);

/* Adds a row from an object with the names of the columns, and frees it. */
void table_add_object(struct table *table, struct json_object *object);

/* Prints and frees the table; reports errors. */
int table_print(struct table *table);

#endif /* QC_TABLE_H */
