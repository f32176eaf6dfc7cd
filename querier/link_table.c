// SPDX-License-Identifier: GPL-2.0
#include "link_table.h"
#include "families.h"

#include <linux/rtnetlink.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

/**
 * struct table - the links of one namespace
 * @links: by family and ifindex; written under rtnl, read under RCU
 */
struct table {
	struct xarray links[QR_FAMILIES];
};

static unsigned int table_id;

/* All links that can be found, and those whose device is on the move; rtnl. */
static LIST_HEAD(found);
static LIST_HEAD(moving);

static struct xarray *net_links(const struct net *net,
				const struct qr_family *family)
{
	struct table *table = net_generic(net, table_id);

	return &table->links[family->index];
}

/**
 * qr_link_table_add() - let a link be found
 * @link: the link, new or on the move
 *
 * Context: process, rtnl held.
 *
 * Return: 0, or -ENOMEM with nothing changed.
 */
int qr_link_table_add(struct qr_link *link)
{
	struct net_device *dev = link->dev;
	int err;

	ASSERT_RTNL();
	err = xa_err(xa_store(net_links(dev_net(dev), link->family),
			      dev->ifindex, link, GFP_KERNEL));
	if (!err)
		list_move_tail(&link->node, &found);
	return err;
}

static void erase(struct qr_link *link)
{
	struct net_device *dev = link->dev;

	/* On the move it is in no array, and its place there is another's. */
	xa_cmpxchg(net_links(dev_net(dev), link->family), dev->ifindex, link,
		   NULL, 0);
}

/**
 * qr_link_table_remove() - let it no longer be found
 * @link: the link, maybe on the move, or never added
 *
 * Context: process, rtnl held. Who has found it under RCU may still use it.
 */
void qr_link_table_remove(struct qr_link *link)
{
	ASSERT_RTNL();
	erase(link);
	list_del_init(&link->node);
}

/**
 * qr_link_table_leave() - the link's device leaves its namespace for another
 * @link: the link
 *
 * It is not found until qr_link_table_add(): its device gets another namespace
 * and maybe another ifindex, both unannounced.
 *
 * Context: process, rtnl held.
 */
void qr_link_table_leave(struct qr_link *link)
{
	ASSERT_RTNL();
	erase(link);
	list_move_tail(&link->node, &moving);
}

/**
 * qr_link_table_find_moving() - the link of a device that arrives in a namespace
 * @dev: the device
 * @family: which of its links
 *
 * Context: process, rtnl held. Few devices are ever on the move at a time.
 *
 * Return: the link, or NULL.
 */
struct qr_link *qr_link_table_find_moving(const struct net_device *dev,
					  const struct qr_family *family)
{
	struct qr_link *link;

	ASSERT_RTNL();
	list_for_each_entry(link, &moving, node) {
		if (link->dev == dev && link->family == family)
			return link;
	}
	return NULL;
}

/**
 * qr_link_table_find() - the link of a device
 * @dev: the device
 * @family: which of its links
 *
 * Context: rtnl or RCU held; the link is good for as long.
 *
 * Return: the link, or NULL.
 */
struct qr_link *qr_link_table_find(const struct net_device *dev,
				   const struct qr_family *family)
{
	struct qr_link *link;

	link = xa_load(net_links(dev_net(dev), family),
		       READ_ONCE(dev->ifindex));
	return link && link->dev == dev ? link : NULL;
}

/**
 * qr_link_table_next() - the first link at a place or behind it
 * @net: the namespace
 * @ifindex: where to begin: a device's index; where the link stands
 * @pf: and in it a family, as netfilter numbers it; the same
 *
 * Context: RCU held; the link is good for as long.
 *
 * Return: the link, or NULL when all stand before.
 */
struct qr_link *qr_link_table_next(const struct net *net, int *ifindex, u8 *pf)
{
	const struct qr_family *const *family;
	struct qr_link *link, *next = NULL;
	int least = *ifindex;
	u8 first = *pf;
	unsigned long index, most = INT_MAX;

	/* In the order of their numbers: one behind has to have less. */
	for (family = qr_families; *family; family++) {
		index = least + ((*family)->pf < first);
		link = xa_find(net_links(net, *family), &index, most,
			       XA_PRESENT);
		if (!link)
			continue;
		next = link;
		*ifindex = index;
		*pf = (*family)->pf;
		most = index - 1;
	}
	return next;
}

/**
 * qr_link_table_for_each() - visit every link of every namespace
 * @visit: called for each; may destroy the link
 *
 * Not for what any host can provoke: it takes as long as there are links. Links
 * on the move are left out.
 *
 * Context: process, rtnl held.
 */
void qr_link_table_for_each(void (*visit)(struct qr_link *link))
{
	struct qr_link *link, *next;

	ASSERT_RTNL();
	list_for_each_entry_safe(link, next, &found, node)
		visit(link);
}

static int __net_init table_init(struct net *net)
{
	struct table *table = net_generic(net, table_id);
	int i;

	for (i = 0; i < QR_FAMILIES; i++)
		xa_init(&table->links[i]);
	return 0;
}

/* A subsystem's exit runs after all devices of the namespace are gone. */
static void __net_exit table_exit(struct net *net)
{
	struct table *table = net_generic(net, table_id);
	int i;

	for (i = 0; i < QR_FAMILIES; i++)
		WARN_ON_ONCE(!xa_empty(&table->links[i]));
}

static struct pernet_operations table_ops = {
	.init = table_init,
	.exit = table_exit,
	.id = &table_id,
	.size = sizeof(struct table),
};

/**
 * qr_link_table_init() - make room for links in each namespace
 *
 * Context: process, rtnl not held.
 *
 * Return: 0 or a negative error.
 */
int __init qr_link_table_init(void)
{
	return register_pernet_subsys(&table_ops);
}

/**
 * qr_link_table_exit() - undo qr_link_table_init()
 *
 * Context: process, rtnl not held; there are no links any more, and no packet is
 * in a hook: it would look for its link in what is freed here.
 */
void qr_link_table_exit(void)
{
	unregister_pernet_subsys(&table_ops);
}
