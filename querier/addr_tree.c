// SPDX-License-Identifier: GPL-2.0
#include "addr_tree.h"

#include <linux/kernel.h>

static struct qr_addr_node *entry(struct rb_node *rb)
{
	return rb_entry_safe(rb, struct qr_addr_node, rb);
}

/* By words, and inline: a lookup does it on each level of the tree. */
static inline int compare(const union qr_addr *a, const union qr_addr *b)
{
	u64 x = be64_to_cpu(a->words[0]), y = be64_to_cpu(b->words[0]);

	if (x == y) {
		x = be64_to_cpu(a->words[1]);
		y = be64_to_cpu(b->words[1]);
	}
	return x < y ? -1 : x > y;
}

/* The node with an address. */
struct qr_addr_node *qr_addr_tree_find(const struct rb_root *root,
				       const union qr_addr *addr)
{
	struct rb_node *rb = root->rb_node;

	while (rb) {
		int order = compare(addr, &entry(rb)->addr);

		if (!order)
			return entry(rb);
		rb = order < 0 ? rb->rb_left : rb->rb_right;
	}
	return NULL;
}

/* The first node at or after an address, or NULL. */
struct qr_addr_node *qr_addr_tree_from(const struct rb_root *root,
				       const union qr_addr *addr)
{
	struct rb_node *rb = root->rb_node;
	struct qr_addr_node *found = NULL;

	while (rb) {
		int order = compare(addr, &entry(rb)->addr);

		if (!order)
			return entry(rb);
		if (order < 0)
			found = entry(rb);
		rb = order < 0 ? rb->rb_left : rb->rb_right;
	}
	return found;
}

/* Add a node whose address is not in the tree yet. */
void qr_addr_tree_insert(struct rb_root *root, struct qr_addr_node *node)
{
	struct rb_node **link = &root->rb_node;
	struct rb_node *parent = NULL;

	while (*link) {
		parent = *link;
		link = compare(&node->addr, &entry(parent)->addr) < 0 ?
			&parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&node->rb, parent, link);
	rb_insert_color(&node->rb, root);
}

struct qr_addr_node *qr_addr_tree_first(const struct rb_root *root)
{
	return entry(rb_first(root));
}

struct qr_addr_node *qr_addr_tree_next(const struct qr_addr_node *node)
{
	return entry(rb_next(&node->rb));
}
