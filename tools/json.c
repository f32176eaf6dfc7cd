// SPDX-License-Identifier: GPL-2.0
#include "json.h"
#include "escape.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Whether something stands before, in the same object or list. */
static bool needs_comma;

static void begin(const char *name)
{
	if (needs_comma)
		putchar(',');
	needs_comma = true;
	if (!name)
		return;
	escape_print_json(name, stdout);
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
		escape_print_json(text, stdout);
	else
		fputs("null", stdout);
}

void json_number(const char *name, uint64_t number)
{
	begin(name);
	printf("%" PRIu64, number);
}

void json_digits(const char *name, const char *digits)
{
	begin(name);
	fputs(digits, stdout);
}

void json_bool(const char *name, bool value)
{
	begin(name);
	fputs(value ? "true" : "false", stdout);
}
