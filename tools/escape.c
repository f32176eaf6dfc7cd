// SPDX-License-Identifier: GPL-2.0
#include "escape.h"

#include <stdlib.h>
#include <string.h>

/* The most that a byte becomes: "\xNN" in text, "\u00NN" in JSON. */
enum { ESCAPED_SIZE = 4, QUOTED_SIZE = 6 };

/* Returns the length of the UTF-8 character at @c; 0 if it is invalid. */
static size_t decode(const unsigned char *c, unsigned int *code)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t i, len = 1;

	*code = *c;
	if (*c < 0x80)
		return len;
	for (; len < 7 && *c & (0x80 >> len); len++)
		;
	if (len < 2 || len > 4)
		return 0;
	*code = *c & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (c[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff || *code >> 11 == 0x1b)
		return 0;
	return len;
}

static bool is_control(unsigned int code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/*
 * Returns the length of the character at @text if it is printed unchanged; 0:
 * the next @bad bytes are escaped, in JSON as @code.
 */
static size_t next(const char *text, size_t *bad, unsigned int *code)
{
	size_t len = decode((const unsigned char *)text, code);

	if (len && !is_control(*code))
		return len;
	if (!len)
		*code = (unsigned char)*text;
	*bad = len ? len : 1;
	return 0;
}

char *escape_copy(const char *text, bool ascii)
{
	char *copy = malloc(ESCAPED_SIZE * strlen(text) + 1);
	char *to = copy;
	unsigned int code;
	size_t len, bad;

	if (!copy)
		return NULL;
	for (; *text; text += len) {
		len = next(text, &bad, &code);
		if (len && !(ascii && code > 0x7f)) {
			to = mempcpy(to, text, len);
			continue;
		}
		len = 1;
		to += sprintf(to, "\\x%02x", (unsigned char)*text);
	}
	*to = '\0';
	return copy;
}

void escape_print(const char *text, FILE *to)
{
	char *copy = escape_copy(text, false);

	fputs(copy ? copy : "?", to);
	free(copy);
}

char *escape_quote(const char *text)
{
	char *quoted = malloc(QUOTED_SIZE * strlen(text) + sizeof("\"\""));
	char *to = quoted;
	unsigned int code;
	size_t len, bad;

	if (!quoted)
		return NULL;
	*to++ = '"';
	for (; *text; text += len) {
		len = next(text, &bad, &code);
		if (!len) {
			to += sprintf(to, "\\u%04x", code);
			len = bad;
			continue;
		}
		if (*text == '"' || *text == '\\')
			*to++ = '\\';
		to = mempcpy(to, text, len);
	}
	strcpy(to, "\"");
	return quoted;
}
