/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A key's value in its two forms: the file's, and that for people.
 */
#ifndef QC_VALUE_H
#define QC_VALUE_H

#include "family.h"
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

/* Converts the contents of the file to the form for people. */
void value_format(const struct key *key, const char *raw, char *text);

/* Describes what can be set: "1s to 8h49m4s"; empty for a read-only key. */
void value_allowed(const struct key *key, const struct family *family,
		   char *words);

#endif /* QC_VALUE_H */
