/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a link has, and how that differs from what the configuration wants.
 */
#ifndef QC_STATE_H
#define QC_STATE_H

#include "effective.h"
#include "link.h"
#include "explicit.h"
#include "value.h"

#include <stdbool.h>

/**
 * struct present - what one key is
 * @is_missing: the module has no file for it
 * @is_default: it is the module's own value
 * @raw: the value as the file has it
 */
struct present {
	bool is_missing;
	bool is_default;
	char raw[VALUE_SIZE];
};

/**
 * struct state - what a link is
 * @is_exact: the module says which values were set; if not, that is a guess
 * @values: by key; only of keys that can be set and that the family has
 */
struct state {
	bool is_exact;
	struct present values[KEY_COUNT];
};

/* Returns a negative errno value if the link went away. */
int state_read(const struct link *link, struct explicits *explicits,
	       struct state *state);

/* Can the key be set on links of this family? */
bool state_has(const struct family *family, enum key_id id);

/* Is this key other than it is to be? */
bool state_differs(const struct state *state, const struct effective *effective,
		   enum key_id id);

/* The value for people; for one that is the module's own perhaps "auto". */
const char *state_format(const struct key *key, const char *raw,
			 bool is_default, char *text);

#endif /* QC_STATE_H */
