/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A key's value in its three forms: the file's, for people, and in JSON.
 */
#ifndef QC_VALUE_H
#define QC_VALUE_H

#include "family.h"
#include "json.h"
#include "key.h"

enum {
	VALUE_SIZE = 64,	/* a value, in either form */
	WORDS_SIZE = 256,	/* a part of a sentence */
};

/*
 * Converts a value that the user typed to the form of the file. On failure
 * @words says what is wrong, to follow the value: "is below 1s".
 */
bool value_parse(const struct key *key, const struct family *family,
		 const char *text, char *raw, char *words);

/* Converts the contents of the file for people; may use the buffer @text. */
const char *value_format(enum kind kind, const char *raw, char *text);

/* The same for JSON; null for an empty file or a number that is none. */
struct json_object *value_json(enum kind kind, const char *raw);

/* Does the value, as files take it, leave the choice to the module? */
bool value_is_auto(const struct key *key, const char *raw);

/* Describes what can be set: "1s to 8h49m4s"; empty for a read-only key. */
void value_allowed(const struct key *key, const struct family *family,
		   char *words);

#endif /* QC_VALUE_H */
