// SPDX-License-Identifier: GPL-2.0
#include "utf8.h"

#include <stddef.h>

/* The length of the UTF-8 character at @c; 0 if it is none. */
static size_t character_length(const unsigned char *c)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t i, len = 1;
	unsigned int code;

	if (*c < 0x80)
		return len;
	for (; len < 7 && *c & (0x80 >> len); len++)
		;
	if (len < 2 || len > 4)
		return 0;
	code = *c & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (c[i] & 0x3f);
	}
	if (code < least[len] || code > 0x10ffff || code >> 11 == 0x1b)
		return 0;
	return len;
}

void utf8_clean(char *text)
{
	while (*text) {
		size_t len = character_length((unsigned char *)text);

		if (!len)
			*text = '?';
		text += len ? len : 1;
	}
}
