/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes values to links, all of them or none.
 */
#ifndef QC_CHANGE_H
#define QC_CHANGE_H

#include "explicit.h"
#include "key.h"
#include "link.h"
#include "value.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * struct change - one value to be written
 * @link: where to write
 * @key: which value
 * @text: the value as the user typed it
 * @raw: the same as the file has it then
 * @written: what is written for it
 * @undo: what restores the previous value
 * @done: it is written
 * @err: why writing or undoing failed: a negative errno value
 */
struct change {
	const struct link *link;
	const struct key *key;
	const char *text;
	char raw[VALUE_SIZE];
	char written[VALUE_SIZE];
	char undo[VALUE_SIZE];
	bool done;
	int err;
};

/* Checks a value and reads the previous one; on failure says why. */
int change_prepare(struct change *change, const struct link *link,
		   struct explicits *explicits, const struct key *key,
		   const char *text);

/* The same, for the module's own value. */
int change_prepare_default(struct change *change, const struct link *link,
			   struct explicits *explicits, const struct key *key);

/* Does it start a querier? Such changes come after all others. */
bool change_is_start(const struct change *change);

/* Does the value differ from the previous one? */
bool change_is_new(const struct change *change);

/*
 * Writes all changes in an order that the kernel accepts. If there is none,
 * says why and restores the previous values.
 */
int change_apply_all(struct change *changes, size_t count);

#endif /* QC_CHANGE_H */
