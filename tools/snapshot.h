/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module says of all links at one moment. For thousands of links that
 * takes some milliseconds, and to read a file of each some hundreds.
 */
#ifndef QC_SNAPSHOT_H
#define QC_SNAPSHOT_H

#include "family.h"

#include <net/if.h>
#include <stddef.h>

/**
 * struct snapshot_entry - a link
 * @ifname: the interface
 * @protocol: the family
 * @ifindex: the interface
 * @state: an IGMP_QUERIER_STATE_*
 * @reason: an IGMP_QUERIER_REASON_*
 */
struct snapshot_entry {
	char ifname[IFNAMSIZ];
	size_t protocol;
	unsigned int ifindex;
	unsigned int state;
	unsigned int reason;
};

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

/* The link that had this name then; NULL: unknown. */
const struct snapshot_entry *snapshot_find(const struct snapshot *snapshot,
					   const char *ifname,
					   const struct family *family);

#endif /* QC_SNAPSHOT_H */
