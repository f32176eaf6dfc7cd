/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text that others chose, such as an interface's name: the kernel lets it hold
 * nearly any byte, and a terminal obeys control characters. All that querierctl
 * prints goes through here: messages, tables, lines and JSON. Tables, json.h and
 * message.h do it themselves; who prints by stdio calls escape_print().
 *
 * Printed as it is: valid UTF-8, but for control characters (below U+0020,
 * U+007F to U+009F). All else is printed as \xNN, byte by byte, and in JSON as
 * \u00NN. A backslash stands for itself, but in JSON, where it is doubled.
 */
#ifndef QC_ESCAPE_H
#define QC_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

void escape_print(const char *text, FILE *to);

/* The same between quotation marks, as a string of JSON's. */
void escape_print_json(const char *text, FILE *to);

/*
 * A copy for the caller to free, NULL without memory. With @ascii all bytes
 * above 0x7f are escaped, for those who would print half a character.
 */
char *escape_copy(const char *text, bool ascii);

#endif /* QC_ESCAPE_H */
