/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects found by their address: a red-black tree in the order of the bytes.
 */
#ifndef QR_ADDR_TREE_H
#define QR_ADDR_TREE_H

#include "addr.h"

#include <linux/rbtree.h>

/* To be embedded in what is found. @addr is constant while in a tree. */
struct qr_addr_node {
	struct rb_node rb;
	union qr_addr addr;
};

struct qr_addr_node *qr_addr_tree_find(const struct rb_root *root,
				       const union qr_addr *addr);
struct qr_addr_node *qr_addr_tree_from(const struct rb_root *root,
				       const union qr_addr *addr);
void qr_addr_tree_insert(struct rb_root *root, struct qr_addr_node *node);
struct qr_addr_node *qr_addr_tree_first(const struct rb_root *root);
struct qr_addr_node *qr_addr_tree_next(const struct qr_addr_node *node);

/* For every node of a tree, in order; the body may erase the node. */
#define qr_addr_tree_for_each(node, next, root)				\
	for (node = qr_addr_tree_first(root);				\
	     node && (next = qr_addr_tree_next(node), true);		\
	     node = next)

#endif /* QR_ADDR_TREE_H */
