/* SPDX-License-Identifier: GPL-2.0 */
/*
 * JSON values of json-c, with the tool's rules for text (escape.h). Without
 * memory these functions exit.
 */
#ifndef QC_JSON_H
#define QC_JSON_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stdint.h>

/* NULL is null. */
struct json_object *json_new_text(const char *text);
struct json_object *json_new_number(uint64_t number);
struct json_object *json_new_bool(bool value);
struct json_object *json_new_object(void);
struct json_object *json_new_list(void);

/* Adds or replaces a member. The object does not copy @name. */
void json_add(struct json_object *object, const char *name,
	      struct json_object *value);
void json_append(struct json_object *list, struct json_object *value);

/* A member as text; NULL if it is missing or null. */
const char *json_text(const struct json_object *object, const char *name);

/* The same as a number; 0 if it is missing or none. */
uint64_t json_number(const struct json_object *object, const char *name);

/* Does the member equal this text? */
bool json_is(const struct json_object *object, const char *name,
	     const char *text);

/* Prints a value on standard output, and frees it. */
void json_print(struct json_object *value);

/*
 * Prints an object with one member, a list whose values come one by one, as all
 * of them would fill the memory. Frees each value.
 */
void json_print_begin(const char *name);
void json_print_next(struct json_object *value, bool is_first);
void json_print_end(void);

#endif /* QC_JSON_H */
