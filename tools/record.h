/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A querier as it is now: its files, and what the module says beyond them.
 */
#ifndef QC_RECORD_H
#define QC_RECORD_H

#include "key.h"
#include "link.h"
#include "obstacle.h"
#include "value.h"

#include <stdbool.h>

/**
 * struct record - one querier as it was read
 * @link: the link
 * @raw: the contents of its files; "" for a file that this module lacks
 * @unable: why it cannot be enabled, or "auto" does not enable it; or NULL
 * @detail: what detail_find() has of it, or NULL
 */
struct record {
	const struct link *link;
	char raw[KEY_COUNT][VALUE_SIZE];
	const struct obstacle *unable;
	struct json_object *detail;
};

/* Is a file to be read? There may be thousands of interfaces. */
typedef bool record_need(enum key_id id);

/* Returns a negative errno value if the link went away. @needs: NULL: all */
int record_read(const struct link *link, record_need *needs,
		struct record *rec);

/* Is it disabled or down? */
bool record_is_idle(const struct record *rec);

/* Why it is down, or can never be enabled: the module's word, or "none". */
const char *record_reason(const struct record *rec);

/* The value of a key, also where the family has no file for it. */
const char *record_value(const struct record *rec, enum key_id id);

#endif /* QC_RECORD_H */
