/* SPDX-License-Identifier: GPL-2.0 */
/*
 * JSON written as it comes, for what is too long or too nested for a table.
 */
#ifndef QC_JSON_H
#define QC_JSON_H

#include <stdbool.h>
#include <stdint.h>

/* Objects and lists; commas are seen to. @name is NULL inside of a list. */
void json_open(const char *name, char bracket);
void json_close(char bracket);

/* The end of the line, and of all that was opened. */
void json_end(void);

/* NULL is null. */
void json_text(const char *name, const char *text);
void json_number(const char *name, uint64_t number);
/* A number that is text already. */
void json_digits(const char *name, const char *digits);
void json_bool(const char *name, bool value);

#endif /* QC_JSON_H */
