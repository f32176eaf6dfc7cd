// SPDX-License-Identifier: GPL-2.0
#include "host.h"

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/slab.h>

static_assert(sizeof(struct qr_host) <= QR_HOST_SIZE);

/* Two times in 8 bytes, so that four IPv6 sources fit. */
#define FIRST_SHIFT	30
#define LAST_SHIFT	22
#define LAST_UNIT	BIT(LAST_SHIFT)

static struct qr_host *entry(struct rb_node *rb)
{
	return rb_entry_safe(rb, struct qr_host, rb);
}

static int compare(const struct qr_host_key *key, const struct qr_host *host)
{
	int order = memcmp(&key->group, &host->group->addr, sizeof(key->group));

	if (!order)
		order = memcmp(&key->addr, &host->addr, sizeof(key->addr));
	if (!order)
		order = memcmp(key->mac, host->mac, QR_MAC_LEN);
	return order;
}

/* The first host at or after a key, or NULL. */
struct qr_host *qr_hosts_from(const struct qr_hosts *hosts,
			      const struct qr_host_key *key)
{
	struct rb_node *rb = hosts->tree.rb_node;
	struct qr_host *found = NULL;

	while (rb) {
		int order = compare(key, entry(rb));

		if (order <= 0)
			found = entry(rb);
		rb = order <= 0 ? rb->rb_left : rb->rb_right;
	}
	return found;
}

struct qr_host *qr_hosts_find(const struct qr_hosts *hosts,
			      const struct qr_host_key *key)
{
	struct qr_host *host = qr_hosts_from(hosts, key);

	return host && !compare(key, host) ? host : NULL;
}

struct qr_host *qr_hosts_next(const struct qr_host *host)
{
	return entry(rb_next(&host->rb));
}

static void insert(struct qr_hosts *hosts, struct qr_host *host,
		   const struct qr_host_key *key)
{
	struct rb_node **link = &hosts->tree.rb_node;
	struct rb_node *parent = NULL;

	while (*link) {
		parent = *link;
		link = compare(key, entry(parent)) < 0 ? &parent->rb_left :
							 &parent->rb_right;
	}
	rb_link_node(&host->rb, parent, link);
	rb_insert_color(&host->rb, &hosts->tree);
	hosts->count++;
}

/*
 * The sender of @msg, not among the group's hosts yet. Its memory counts in the
 * budget, allowed or not; NULL without memory.
 */
struct qr_host *qr_hosts_add(struct qr_hosts *hosts, struct qr_addr_node *group,
			     const struct qr_msg *msg, const struct qr_ctx *ctx)
{
	struct qr_host_key key = { .group = group->addr, .addr = msg->source };
	struct qr_host *host;

	host = qr_kzalloc_obj(*host, GFP_NOWAIT | __GFP_NOWARN);
	if (!host)
		return NULL;
	qr_budget_take(ctx->budget, QR_HOST_SIZE);
	host->group = group;
	host->addr = msg->source;
	memcpy(host->mac, msg->mac, QR_MAC_LEN);
	memcpy(key.mac, msg->mac, QR_MAC_LEN);
	host->is_listed = true;
	host->first = ctx->now >> FIRST_SHIFT;
	insert(hosts, host, &key);
	return host;
}

/* Remove and free a host. */
void qr_hosts_remove(struct qr_hosts *hosts, struct qr_host *host,
		     struct qr_budget *budget)
{
	rb_erase(&host->rb, &hosts->tree);
	hosts->count--;
	kfree(host);
	qr_budget_give(budget, QR_HOST_SIZE);
}

void qr_host_heard(struct qr_host *host, ktime_t now)
{
	host->last = now >> LAST_SHIFT;
}

/* Up to a second too early. */
ktime_t qr_host_first(const struct qr_host *host)
{
	return (ktime_t)host->first << FIRST_SHIFT;
}

/* Up to 4.2 ms too early. */
ktime_t qr_host_last(const struct qr_host *host, ktime_t now)
{
	ktime_t units = now >> LAST_SHIFT;
	u32 age = (u32)units - host->last;

	return (units - age) << LAST_SHIFT;
}

/* A Group Membership Interval after it was last heard, never before. */
ktime_t qr_host_expires(const struct qr_host *host, const struct qr_ctx *ctx)
{
	return ktime_add(qr_host_last(host, ctx->now),
			 ktime_add(ctx->membership, LAST_UNIT));
}
