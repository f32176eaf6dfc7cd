// SPDX-License-Identifier: GPL-2.0
#include "addr_tree.h"
#include "fixture.h"

#define BYTES(...)							\
	((union qr_addr) { .v6.s6_addr = { __VA_ARGS__ } })

/* In the order of their bytes, which are unsigned; IPv4 and IPv6 alike. */
static const union qr_addr sorted[] = {
	BYTES(0),
	V4(1, 0, 0, 0),
	V4(1, 0, 0, 255),
	V4(1, 0, 1, 0),
	BYTES(0x20, 0x01, 0x0d, 0xb8),
	BYTES(0x20, 0x01, 0x0d, 0xb8, [15] = 1),
	BYTES(0x20, 0x01, 0x0d, 0xb8, [15] = 0x80),
	BYTES(0x20, 0x01, 0x0d, 0xb8, [14] = 1),
	BYTES(0x20, 0x01, 0x0d, 0xb8, [11] = 1, [15] = 1),
	BYTES(0x20, 0x01, 0x0d, 0xb8, [7] = 1),
	V4(127, 255, 255, 255),
	V4(128, 0, 0, 0),
	V4(239, 1, 2, 3),
	V4(255, 255, 255, 255),
};

#define COUNT	ARRAY_SIZE(sorted)

struct tree {
	struct rb_root root;
	struct qr_addr_node nodes[COUNT];
};

/* 5 and 14 have no common divisor, so each comes once, not in order. */
static struct tree *tree_new(struct kunit *test)
{
	struct tree *tree = kunit_kzalloc(test, sizeof(*tree), GFP_KERNEL);
	unsigned int i, at;

	KUNIT_ASSERT_NOT_NULL(test, tree);
	tree->root = RB_ROOT;
	for (i = 0; i < COUNT; i++) {
		at = i * 5 % COUNT;
		tree->nodes[at].addr = sorted[at];
		qr_addr_tree_insert(&tree->root, &tree->nodes[at]);
	}
	return tree;
}

static void nodes_are_in_order(struct kunit *test)
{
	struct tree *tree = tree_new(test);
	struct qr_addr_node *node, *next;
	unsigned int i = 0;

	qr_addr_tree_for_each(node, next, &tree->root)
		KUNIT_EXPECT_PTR_EQ(test, node, &tree->nodes[i++]);
	KUNIT_EXPECT_EQ(test, i, (unsigned int)COUNT);
}

static void each_is_found(struct kunit *test)
{
	struct tree *tree = tree_new(test);
	unsigned int i;

	for (i = 0; i < COUNT; i++) {
		KUNIT_EXPECT_PTR_EQ(test,
				    qr_addr_tree_find(&tree->root, &sorted[i]),
				    &tree->nodes[i]);
		KUNIT_EXPECT_PTR_EQ(test,
				    qr_addr_tree_from(&tree->root, &sorted[i]),
				    &tree->nodes[i]);
	}
}

/* Without it, a search from its address finds the next one. */
static void missing_one_is_not_found(struct kunit *test)
{
	struct tree *tree = tree_new(test);
	struct qr_addr_node *node, *next;
	unsigned int i;

	for (i = 0; i < COUNT; i++) {
		node = &tree->nodes[i];
		next = i + 1 < COUNT ? &tree->nodes[i + 1] : NULL;
		rb_erase(&node->rb, &tree->root);
		KUNIT_EXPECT_NULL(test, qr_addr_tree_find(&tree->root,
							  &sorted[i]));
		KUNIT_EXPECT_PTR_EQ(test, qr_addr_tree_from(&tree->root,
							    &sorted[i]), next);
		qr_addr_tree_insert(&tree->root, node);
	}
}

static void empty_tree(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct qr_addr_node *node, *next;

	KUNIT_EXPECT_NULL(test, qr_addr_tree_first(&root));
	KUNIT_EXPECT_NULL(test, qr_addr_tree_find(&root, &sorted[0]));
	KUNIT_EXPECT_NULL(test, qr_addr_tree_from(&root, &sorted[0]));
	qr_addr_tree_for_each(node, next, &root)
		KUNIT_FAIL(test, "a node in an empty tree");
}

static void erased_while_walked(struct kunit *test)
{
	struct tree *tree = tree_new(test);
	struct qr_addr_node *node, *next;
	unsigned int i = 0;

	qr_addr_tree_for_each(node, next, &tree->root) {
		rb_erase(&node->rb, &tree->root);
		i++;
	}
	KUNIT_EXPECT_EQ(test, i, (unsigned int)COUNT);
	KUNIT_EXPECT_NULL(test, qr_addr_tree_first(&tree->root));
}

static struct kunit_case addr_tree_cases[] = {
	KUNIT_CASE(nodes_are_in_order),
	KUNIT_CASE(each_is_found),
	KUNIT_CASE(missing_one_is_not_found),
	KUNIT_CASE(empty_tree),
	KUNIT_CASE(erased_while_walked),
	{}
};

static struct kunit_suite addr_tree_suite = {
	.name = "qr_addr_tree",
	.test_cases = addr_tree_cases,
};

kunit_test_suite(addr_tree_suite);
