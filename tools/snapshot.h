/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module says of all links at one moment. For thousands of links that
 * takes some milliseconds, and to read a file of each some hundreds.
 */
#ifndef QC_SNAPSHOT_H
#define QC_SNAPSHOT_H

#include "link.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * struct snapshot - all links
 * @entry: for each link, sorted
 * @count: their number; 0: the module cannot be asked
 */
struct snapshot {
	struct snapshot_entry *entry;
	size_t count;
};

/* Empty if the module cannot be asked. */
void snapshot_take(struct snapshot *snapshot);
void snapshot_free(struct snapshot *snapshot);

/* The interface that had the link's name then; 0: unknown. */
unsigned int snapshot_ifindex(const struct snapshot *snapshot,
			      const struct link *link);

/*
 * Was the link down then? Returns false if that is unknown, for example because
 * the interface is no longer what it was when the link's @ifindex was found.
 */
bool snapshot_is_down(const struct snapshot *snapshot, const struct link *link,
		      bool *is_down);

#endif /* QC_SNAPSHOT_H */
