// SPDX-License-Identifier: GPL-2.0
#include "json.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Whether something stands before, in the same object or list. */
static bool needs_comma;

static void print_string(const char *text)
{
	const unsigned char *c;

	putchar('"');
	for (c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			printf("\\%c", *c);
		else if (*c < ' ')
			printf("\\u%04x", *c);
		else
			putchar(*c);
	}
	putchar('"');
}

static void begin(const char *name)
{
	if (needs_comma)
		putchar(',');
	needs_comma = true;
	if (!name)
		return;
	print_string(name);
	putchar(':');
}

void json_open(const char *name, char bracket)
{
	begin(name);
	putchar(bracket);
	needs_comma = false;
}

void json_close(char bracket)
{
	putchar(bracket);
	needs_comma = true;
}

void json_end(void)
{
	putchar('\n');
	needs_comma = false;
}

void json_text(const char *name, const char *text)
{
	begin(name);
	if (text)
		print_string(text);
	else
		fputs("null", stdout);
}

void json_number(const char *name, uint64_t number)
{
	begin(name);
	printf("%" PRIu64, number);
}

void json_bool(const char *name, bool value)
{
	begin(name);
	fputs(value ? "true" : "false", stdout);
}
