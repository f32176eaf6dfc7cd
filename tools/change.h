/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Several writes that happen all, or not at all.
 */
#ifndef QC_CHANGE_H
#define QC_CHANGE_H

#include "key.h"
#include "port.h"
#include "value.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * struct change - one value to be written
 * @port: where
 * @key: what
 * @text: the value as the user wrote it
 * @raw: as the file takes it
 * @undo: what writes back the value before
 * @done: it is written
 * @err: why it could not be, or be undone: a negative errno value
 */
struct change {
	const struct port *port;
	const struct key *key;
	const char *text;
	char raw[VALUE_SIZE];
	char undo[VALUE_SIZE];
	bool done;
	int err;
};

/*
 * Checks a value that the user wrote, and reads the one before it. Says what
 * is wrong with it.
 */
int change_prepare(struct change *change, const struct port *port,
		   const struct key *key, const char *text);

/* Whether this makes a querier start; that comes after all other changes. */
bool change_is_start(const struct change *change);

/* Whether the value was another one before. */
bool change_is_new(const struct change *change);

/*
 * Writes them all, in an order that the kernel accepts. If there is none,
 * says why, and puts everything back.
 */
int changes_apply(struct change *changes, size_t count);

#endif /* QC_CHANGE_H */
