/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes to apply together, all of them or none, and what is to be said then.
 */
#ifndef QC_PLAN_H
#define QC_PLAN_H

#include "change.h"
#include "explicit.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * struct plan - the changes
 * @explicits: what was set
 * @names: all links before; empty if few are to change
 * @changes: the changes
 * @links: their links
 * @change_count: the number of @changes
 * @link_count: the number of @links
 */
struct plan {
	struct explicits explicits;
	struct snapshot names;
	struct change *changes;
	struct link *links;
	size_t change_count;
	size_t link_count;
};

/*
 * For so many changes at most. @is_many: the module is asked for all links at
 * once, and the only key to change is querier-enable.
 */
void plan_begin(struct plan *plan, size_t most, bool is_many);

/* @is_last: the program ends, and to close thousands of files takes long. */
void plan_free(struct plan *plan, bool is_last);

/* Adds a link; later changes are for it. On failure says why. */
int plan_link(struct plan *plan, const char *ifname,
	      const struct family *family);

/*
 * The same, once an interface's first family is added; returns false if the module
 * lacks the link.
 */
bool plan_try_link(struct plan *plan, const char *ifname,
		   const struct family *family);

/* Adds a change of the last link. On failure says why. */
int plan_change(struct plan *plan, const struct key *key, const char *text);

int plan_apply(struct plan *plan);

#endif /* QC_PLAN_H */
