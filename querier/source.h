/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sources of one group, by address.
 */
#ifndef QR_SOURCE_H
#define QR_SOURCE_H

#include "addr_tree.h"
#include "budget.h"

#include <linux/ktime.h>

/* Bytes of one in the slab: what it costs in the budget. */
#define QR_SOURCE_SIZE	64

/**
 * struct qr_source - one source of a group
 * @node: among the group's sources
 * @expires: its timer; 0: it does not run, so the source is excluded
 * @query_at: no query for it before this
 * @retransmit: how many more times to query for it
 * @due: it belongs to the queries that go out now
 * @named: the record that is being applied names it
 * @fresh: it is there because of that record
 */
struct qr_source {
	struct qr_addr_node node;
	ktime_t expires;
	ktime_t query_at;
	u8 retransmit;
	bool due;
	bool named;
	bool fresh;
};

/**
 * struct qr_sources - all sources of a group
 * @tree: of struct qr_source
 * @count: how many there are
 */
struct qr_sources {
	struct rb_root tree;
	u32 count;
};

struct qr_source *qr_sources_add(struct qr_sources *sources,
				 const union qr_addr *addr,
				 struct qr_budget *budget);
void qr_sources_remove(struct qr_sources *sources, struct qr_source *source,
		       struct qr_budget *budget);
struct qr_source *qr_sources_find(const struct qr_sources *sources,
				  const union qr_addr *addr);
struct qr_source *qr_sources_find_after(const struct qr_sources *sources,
					const struct qr_source *before,
					const union qr_addr *addr);
struct qr_source *qr_sources_from(const struct qr_sources *sources,
				  const union qr_addr *addr);
struct qr_source *qr_sources_first(const struct qr_sources *sources);
struct qr_source *qr_sources_next(const struct qr_source *source);

/* For every source, in order; the body may remove it. */
#define qr_sources_for_each(source, next, sources)			\
	for (source = qr_sources_first(sources);			\
	     source && (next = qr_sources_next(source), true);		\
	     source = next)

#endif /* QR_SOURCE_H */
