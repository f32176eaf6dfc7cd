// SPDX-License-Identifier: GPL-2.0
#include "escape.h"

#include <linux/string.h>

#define LONGEST_CHARACTER	4
#define ESCAPED			4	/* bytes of "\xNN" */

static bool is_control(u32 code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/* How many bytes a UTF-8 character has that begins with this one, or 0. */
static size_t length_of(u8 first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc0 || first >= 0xf8)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : LONGEST_CHARACTER;
}

/* Too long a form of it, a surrogate, or past the end of Unicode. */
static bool is_invalid(u32 code, size_t len)
{
	static const u32 least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return code < least[len] || code > 0x10ffff || code >> 11 == 0x1b;
}

/* Return: how many bytes are one character that can be shown, or 0. */
static size_t shown(const u8 *c)
{
	size_t i, len = length_of(*c);
	u32 code = len > 1 ? *c & (0x7f >> len) : *c;

	for (i = 1; i < len; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (c[i] & 0x3f);
	}
	return !len || is_invalid(code, len) || is_control(code) ? 0 : len;
}

static void write_escaped(char *to, u8 byte)
{
	static const char digits[] = "0123456789abcdef";

	to[0] = '\\';
	to[1] = 'x';
	to[2] = digits[byte >> 4];
	to[3] = digits[byte & 0xf];
}

/*
 * Copy valid UTF-8; control characters and all else become \xNN. Text that does
 * not fit in @size bytes is cut.
 */
void qr_escape(char *to, size_t size, const char *from)
{
	size_t len, room;

	for (room = size - 1; *from; to += len, room -= len) {
		size_t plain = shown((const u8 *)from);

		len = plain ?: ESCAPED;
		if (len > room)
			break;
		if (plain)
			memcpy(to, from, len);
		else
			write_escaped(to, *from);
		from += plain ?: 1;
	}
	*to = '\0';
}
