// SPDX-License-Identifier: GPL-2.0
#include "addr_tree.h"

#include <linux/kernel.h>

static struct qr_addr_node *entry(struct rb_node *rb)
{
	return rb_entry_safe(rb, struct qr_addr_node, rb);
}

/* By words, as the first one tells most addresses apart. */
static int compare(const union qr_addr *a, const union qr_addr *b)
{
	const __be32 *x = a->v6.s6_addr32;
	const __be32 *y = b->v6.s6_addr32;
	int i;

	for (i = 0; i < ARRAY_SIZE(a->v6.s6_addr32); i++) {
		if (x[i] != y[i])
			return ntohl(x[i]) < ntohl(y[i]) ? -1 : 1;
	}
	return 0;
}

/**
 * qr_addr_tree_find() - the node with an address
 * @root: the tree
 * @addr: the address
 *
 * Return: the node, or NULL.
 */
struct qr_addr_node *qr_addr_tree_find(const struct rb_root *root,
				       const union qr_addr *addr)
{
	struct qr_addr_node *node = qr_addr_tree_from(root, addr);

	return node && qr_addr_equal(&node->addr, addr) ? node : NULL;
}

/**
 * qr_addr_tree_from() - the first node with an address or one behind it
 * @root: the tree
 * @addr: the address
 *
 * Return: the node, or NULL when all stand before.
 */
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

/**
 * qr_addr_tree_insert() - add a node
 * @root: the tree, without such an address
 * @node: the node, its address filled in
 */
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

/**
 * qr_addr_tree_first() - the node with the lowest address
 * @root: the tree
 *
 * Return: the node, or NULL.
 */
struct qr_addr_node *qr_addr_tree_first(const struct rb_root *root)
{
	return entry(rb_first(root));
}

/**
 * qr_addr_tree_next() - the node behind another
 * @node: the other
 *
 * Return: the node, or NULL.
 */
struct qr_addr_node *qr_addr_tree_next(const struct qr_addr_node *node)
{
	return entry(rb_next(&node->rb));
}
