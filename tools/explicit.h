/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Was a value set, or is it the module's own? The module calls what was set
 * explicit and says so by netlink. An older one does not, and then a value that
 * it would choose is taken for one that it has chosen.
 */
#ifndef QC_EXPLICIT_H
#define QC_EXPLICIT_H

#include "key.h"
#include "link.h"

#include <stdbool.h>
#include <stddef.h>

struct explicit;

/**
 * struct explicits - what the module has said; it is not asked again, so who
 *	writes values begins with new ones
 * @entry: for each link, sorted
 * @count: their number
 * @is_silent: it does not say it, as it is older than this program
 */
struct explicits {
	struct explicit *entry;
	size_t count;
	bool is_silent;
};

/* Asks about all links at once: for thousands, one request each takes long. */
void explicit_load(struct explicits *explicits);
void explicit_free(struct explicits *explicits);

/*
 * What the module says of a link; NULL: nothing. The answer is valid until the
 * next call.
 */
const struct explicit *explicit_find(struct explicits *explicits,
				     const struct link *link);

/* Is the value @raw, read from the key's file, the module's own? */
bool explicit_is_default(const struct explicit *explicit,
			 const struct link *link, const struct key *key,
			 const char *raw);

/* What is written for the module's own value: @raw has VALUE_SIZE bytes. */
void explicit_default(const struct explicit *explicit, const struct link *link,
		      const struct key *key, char *raw);

#endif /* QC_EXPLICIT_H */
