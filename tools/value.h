/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A key's value in its two forms: as the file has it, and as people do.
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
 * Turns what a person wrote into what the file takes. On failure @words says
 * what is wrong with it, to be read after the value: "is below 1s".
 */
bool value_parse(const struct key *key, const struct family *family,
		 const char *text, char *raw, char *words);

/* Turns what the file has into what a person reads. */
void value_format(const struct key *key, const char *raw, char *text);

/* Says what can be set: "1s to 8h49m4s"; nothing for a read-only key. */
void value_allowed(const struct key *key, const struct family *family,
		   char *words);

#endif /* QC_VALUE_H */
