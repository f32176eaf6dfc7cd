// SPDX-License-Identifier: GPL-2.0
#include "source.h"

#include <linux/build_bug.h>
#include <linux/slab.h>

static_assert(sizeof(struct qr_source) <= QR_SOURCE_SIZE);

static struct qr_source *to_source(struct qr_addr_node *node)
{
	return node ? container_of(node, struct qr_source, node) : NULL;
}

/*
 * @addr is not among them yet. Its memory counts in the budget, allowed or not;
 * NULL without memory.
 */
struct qr_source *qr_sources_add(struct qr_sources *sources,
				 const union qr_addr *addr,
				 struct qr_budget *budget)
{
	struct qr_source *source;

	source = qr_kzalloc_obj(*source, GFP_NOWAIT | __GFP_NOWARN);
	if (!source)
		return NULL;
	qr_budget_take(budget, QR_SOURCE_SIZE);
	source->node.addr = *addr;
	qr_addr_tree_insert(&sources->tree, &source->node);
	sources->count++;
	return source;
}

/* Remove and free a source. */
void qr_sources_remove(struct qr_sources *sources, struct qr_source *source,
		       struct qr_budget *budget)
{
	rb_erase(&source->node.rb, &sources->tree);
	sources->count--;
	kfree(source);
	qr_budget_give(budget, QR_SOURCE_SIZE);
}

/* The source with an address, or NULL. */
struct qr_source *qr_sources_find(const struct qr_sources *sources,
				  const union qr_addr *addr)
{
	return to_source(qr_addr_tree_find(&sources->tree, addr));
}

/*
 * The same. @before: NULL, or the source that was found last: in a list that is
 * in order the next one follows it.
 */
struct qr_source *qr_sources_find_after(const struct qr_sources *sources,
					const struct qr_source *before,
					const union qr_addr *addr)
{
	struct qr_source *next = before ? qr_sources_next(before) : NULL;

	if (next && qr_addr_equal(&next->node.addr, addr))
		return next;
	return qr_sources_find(sources, addr);
}

/* The first source at or after an address, or NULL. */
struct qr_source *qr_sources_from(const struct qr_sources *sources,
				  const union qr_addr *addr)
{
	return to_source(qr_addr_tree_from(&sources->tree, addr));
}

struct qr_source *qr_sources_first(const struct qr_sources *sources)
{
	return to_source(qr_addr_tree_first(&sources->tree));
}

struct qr_source *qr_sources_next(const struct qr_source *source)
{
	return to_source(qr_addr_tree_next(&source->node));
}
