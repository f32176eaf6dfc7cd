// SPDX-License-Identifier: GPL-2.0
#include <shim.h>

size_t shim_live;
size_t shim_failing;
size_t shim_walked;

/* As a compiler cannot tell it from the kernel's, it always is zeroed. */
void *shim_alloc(size_t size)
{
	if (shim_failing && !--shim_failing)
		return NULL;
	shim_live++;
	return calloc(1, size);
}

void shim_free(const void *object)
{
	shim_live -= !!object;
	free((void *)object);
}

static void replace(struct rb_root *root, struct rb_node *node,
		    struct rb_node *with)
{
	struct rb_node *parent = node->rb_parent;

	if (!parent)
		root->rb_node = with;
	else if (parent->rb_left == node)
		parent->rb_left = with;
	else
		parent->rb_right = with;
	if (with)
		with->rb_parent = parent;
}

static struct rb_node *leftmost(struct rb_node *node)
{
	while (node && node->rb_left)
		node = node->rb_left;
	return node;
}

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *next;

	if (!node->rb_left || !node->rb_right) {
		replace(root, node,
			node->rb_left ? node->rb_left : node->rb_right);
		return;
	}

	next = leftmost(node->rb_right);
	if (next != node->rb_right) {
		replace(root, next, next->rb_right);
		next->rb_right = node->rb_right;
		next->rb_right->rb_parent = next;
	}
	replace(root, node, next);
	next->rb_left = node->rb_left;
	next->rb_left->rb_parent = next;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return leftmost(root->rb_node);
}

struct rb_node *rb_next(const struct rb_node *node)
{
	struct rb_node *parent;

	shim_walked++;
	if (node->rb_right)
		return leftmost(node->rb_right);
	while ((parent = node->rb_parent) && parent->rb_right == node)
		node = parent;
	return parent;
}

bool timerqueue_add(struct timerqueue_head *head,
		    struct timerqueue_node *alarm)
{
	struct rb_node **place = &head->root.rb_node;
	struct rb_node *parent = NULL;
	bool first = true;

	while (*place) {
		parent = *place;
		if (alarm->expires < rb_entry(parent, struct timerqueue_node,
					      node)->expires) {
			place = &parent->rb_left;
		} else {
			place = &parent->rb_right;
			first = false;
		}
	}
	rb_link_node(&alarm->node, parent, place);
	return first;
}

bool timerqueue_del(struct timerqueue_head *head,
		    struct timerqueue_node *alarm)
{
	rb_erase(&alarm->node, &head->root);
	RB_CLEAR_NODE(&alarm->node);
	return head->root.rb_node;
}

struct timerqueue_node *timerqueue_getnext(const struct timerqueue_head *head)
{
	return rb_entry_safe(rb_first(&head->root), struct timerqueue_node,
			     node);
}

/* RFC 1071, in the order of the octets as they stand there. */
__wsum csum_partial(const void *data, int len, __wsum sum)
{
	const u8 *at = data;
	u64 total = (u32)sum;
	u16 word;

	for (; len > 0; len -= 2, at += 2) {
		word = 0;
		memcpy(&word, at, min(len, 2));
		total += word;
	}
	while (total >> 32)
		total = (total & 0xffffffff) + (total >> 32);
	return (__wsum)total;
}

static u16 fold(__wsum sum)
{
	u32 total = (u32)sum;

	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return ~total;
}

u16 ip_compute_csum(const void *data, int len)
{
	return fold(csum_partial(data, len, 0));
}

__sum16 csum_ipv6_magic(const struct in6_addr *source,
			const struct in6_addr *destination, u32 len, u8 proto,
			__wsum sum)
{
	__be32 rest[2] = { htonl(len), htonl(proto) };

	sum = csum_partial(source, sizeof(*source), sum);
	sum = csum_partial(destination, sizeof(*destination), sum);
	return (__sum16)fold(csum_partial(rest, sizeof(rest), sum));
}
