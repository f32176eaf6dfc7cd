/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Escapes text from elsewhere, such as an interface's name: the kernel allows
 * nearly any byte in it, and a terminal obeys control characters. Everything
 * that querierctl prints is escaped: table.h, json.h and message.h do it, other
 * code calls escape_print().
 *
 * Valid UTF-8 is printed unchanged, except control characters (below U+0020,
 * U+007F to U+009F). Each other byte is printed as \xNN, in JSON as \u00NN. A
 * backslash is printed unchanged, in JSON doubled.
 */
#ifndef QC_ESCAPE_H
#define QC_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

void escape_print(const char *text, FILE *to);

/* A JSON string, with its quotation marks, to be freed; NULL without memory. */
char *escape_quote(const char *text);

/*
 * A copy, to be freed; NULL without memory. @ascii: bytes above 0x7f are
 * escaped, too, for a library that may print half a character.
 */
char *escape_copy(const char *text, bool ascii);

#endif /* QC_ESCAPE_H */
