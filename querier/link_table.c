// SPDX-License-Identifier: GPL-2.0
#include "link_table.h"

#include <linux/hashtable.h>
#include <linux/rtnetlink.h>

/* All links of all namespaces, by device. */
static DEFINE_HASHTABLE(links, 8);

/**
 * qr_link_table_add() - let a link be found
 * @link: the link
 *
 * Context: process, rtnl held.
 */
void qr_link_table_add(struct qr_link *link)
{
	hash_add_rcu(links, &link->node, (unsigned long)link->dev);
}

/**
 * qr_link_table_remove() - let it no longer be found
 * @link: the link
 *
 * Context: process, rtnl held. Who has found it under RCU may still use it.
 */
void qr_link_table_remove(struct qr_link *link)
{
	hash_del_rcu(&link->node);
}

/**
 * qr_link_find() - the link of a device
 * @dev: the device
 * @family: which of its links
 *
 * Context: rtnl or RCU held; the link is good for as long.
 *
 * Return: the link, or NULL.
 */
struct qr_link *qr_link_find(const struct net_device *dev,
			     const struct qr_family *family)
{
	struct qr_link *link;

	hash_for_each_possible_rcu(links, link, node, (unsigned long)dev,
				   lockdep_rtnl_is_held()) {
		if (link->dev == dev && link->family == family)
			return link;
	}
	return NULL;
}

static bool precedes(const struct qr_link *link, int ifindex, u8 pf)
{
	int index = READ_ONCE(link->dev->ifindex);

	return index < ifindex || (index == ifindex && link->family->pf < pf);
}

/**
 * qr_link_next() - the first link at a place or behind it
 * @net: the namespace
 * @ifindex: the place: a device's index, and in it ...
 * @pf: ... a family
 *
 * Looks at all links, so not for what happens often.
 *
 * Context: RCU held; the link is good for as long.
 *
 * Return: the link, or NULL when all stand before.
 */
struct qr_link *qr_link_next(const struct net *net, int ifindex, u8 pf)
{
	struct qr_link *link, *next = NULL;
	int bucket;

	hash_for_each_rcu(links, bucket, link, node) {
		if (!net_eq(dev_net(link->dev), net) ||
		    precedes(link, ifindex, pf))
			continue;
		if (!next || precedes(link, next->dev->ifindex,
				      next->family->pf))
			next = link;
	}
	return next;
}

/**
 * qr_link_for_each() - visit every link of every namespace
 * @visit: called for each; may destroy the link
 *
 * Context: process, rtnl held.
 */
void qr_link_for_each(void (*visit)(struct qr_link *link))
{
	struct hlist_node *next;
	struct qr_link *link;
	int bucket;

	ASSERT_RTNL();
	hash_for_each_safe(links, bucket, next, link, node)
		visit(link);
}
