/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Everything querierctl prints: a table for people, or the same as JSON.
 */
#ifndef QC_TABLE_H
#define QC_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum column_type {
	COLUMN_TEXT,
	COLUMN_WORDS,	/* cut short where the terminal ends */
	COLUMN_NUMBER,
	COLUMN_BOOL,
};

struct table;

/* @name is what JSON calls the list of rows. */
struct table *table_new(const char *name, bool json);

/* All columns come before the first row; text columns are set flush left. */
void table_add_column(struct table *table, const char *heading,
		      enum column_type type);

void table_add_row(struct table *table);

/* Fills the next cell of the last row. Nothing, and bad numbers: null. */
void table_add_cell(struct table *table, const char *text);

/* Prints and frees it; says so and fails if it could not be printed. */
int table_print(struct table *table);

#endif /* QC_TABLE_H */
