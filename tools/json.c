// SPDX-License-Identifier: GPL-2.0
#include "json.h"
#include "escape.h"
#include "message.h"

#include <stdio.h>
#include <string.h>

static struct json_object *check(struct json_object *value)
{
	if (!value)
		message_no_memory();
	return value;
}

struct json_object *json_new_text(const char *text)
{
	struct json_object *value;
	char *quoted;

	if (!text)
		return NULL;
	value = check(json_object_new_string(text));
	quoted = escape_quote(text);
	if (!quoted)
		message_no_memory();
	/* json-c prints invalid UTF-8 and U+007F to U+009F unescaped. */
	json_object_set_serializer(value, json_object_userdata_to_json_string,
				   quoted, json_object_free_userdata);
	return value;
}

struct json_object *json_new_number(uint64_t number)
{
	return check(json_object_new_uint64(number));
}

struct json_object *json_new_bool(bool value)
{
	return check(json_object_new_boolean(value));
}

struct json_object *json_new_object(void)
{
	return check(json_object_new_object());
}

struct json_object *json_new_list(void)
{
	return check(json_object_new_array());
}

void json_add(struct json_object *object, const char *name,
	      struct json_object *value)
{
	if (json_object_object_add_ex(object, name, value,
				      JSON_C_OBJECT_KEY_IS_CONSTANT))
		message_no_memory();
}

void json_append(struct json_object *list, struct json_object *value)
{
	if (json_object_array_add(list, value))
		message_no_memory();
}

const char *json_text(const struct json_object *object, const char *name)
{
	return json_object_get_string(json_object_object_get(object, name));
}

uint64_t json_number(const struct json_object *object, const char *name)
{
	return json_object_get_uint64(json_object_object_get(object, name));
}

bool json_is(const struct json_object *object, const char *name,
	     const char *text)
{
	const char *value = json_text(object, name);

	return value && !strcmp(value, text);
}

void json_print(struct json_object *value)
{
	const char *text;

	text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
	if (!text)
		message_no_memory();
	fputs(text, stdout);
	json_object_put(value);
}

void json_print_begin(const char *name)
{
	printf("{\"%s\":[", name);
}

void json_print_next(struct json_object *value, bool is_first)
{
	if (!is_first)
		putchar(',');
	json_print(value);
}

void json_print_end(void)
{
	puts("]}");
}
