// SPDX-License-Identifier: GPL-2.0
#include "link_table.h"
#include "family.h"

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

/* Links in the table, and links whose device moves between namespaces; rtnl. */
static LIST_HEAD(found);
static LIST_HEAD(moving);

static struct xarray *net_links(const struct net *net,
				const struct qr_family *family)
{
	struct table *table = net_generic(net, table_id);

	return &table->links[family->index];
}

/**
 * qr_link_table_add() - add a link that is new or whose device moves
 * @link: the link
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
		list_move_tail(&link->table_node, &found);
	return err;
}

static void erase(struct qr_link *link)
{
	struct net_device *dev = link->dev;

	/* While its device moves, the entry may be another link's. */
	xa_cmpxchg(net_links(dev_net(dev), link->family), dev->ifindex, link,
		   NULL, 0);
}

/**
 * qr_link_table_remove() - remove a link; RCU readers may still use it
 * @link: the link; its device may be moving, or it was never added
 *
 * Context: process, rtnl held.
 */
void qr_link_table_remove(struct qr_link *link)
{
	ASSERT_RTNL();
	erase(link);
	list_del_init(&link->table_node);
}

/**
 * qr_link_table_move() - the link's device moves to another namespace
 * @link: the link
 *
 * The link is not found until qr_link_table_add(): without further notice its
 * device gets another namespace and maybe another ifindex.
 *
 * Context: process, rtnl held.
 */
void qr_link_table_move(struct qr_link *link)
{
	ASSERT_RTNL();
	erase(link);
	list_move_tail(&link->table_node, &moving);
}

/* Context: process, rtnl held. Few devices move at a time. */
struct qr_link *qr_link_table_find_moving(const struct net_device *dev,
					  const struct qr_family *family)
{
	struct qr_link *link;

	ASSERT_RTNL();
	list_for_each_entry(link, &moving, table_node) {
		if (link->dev == dev && link->family == family)
			return link;
	}
	return NULL;
}

/* Context: rtnl or RCU held; the link is valid for as long. */
struct qr_link *qr_link_table_find(const struct net_device *dev,
				   const struct qr_family *family)
{
	struct qr_link *link;

	link = xa_load(net_links(dev_net(dev), family),
		       READ_ONCE(dev->ifindex));
	return link && link->dev == dev ? link : NULL;
}

/**
 * qr_link_table_next() - find the next link in the order of ifindex and family
 * @net: the namespace
 * @ifindex: resume at this ifindex (inclusive); set to the link's
 * @family_index: resume at this family within it (inclusive); set to the link's
 *
 * Context: RCU held; the link is valid for as long.
 *
 * Return: the link, or NULL.
 */
struct qr_link *qr_link_table_next(const struct net *net, int *ifindex,
				   u8 *family_index)
{
	const struct qr_family *const *family;
	struct qr_link *link, *next = NULL;
	int least = *ifindex;
	u8 first = *family_index;
	unsigned long index, most = INT_MAX;

	/* A later family's link is next only if its ifindex is lower. */
	for (family = qr_families; *family; family++) {
		index = least + ((*family)->index < first);
		link = xa_find(net_links(net, *family), &index, most,
			       XA_PRESENT);
		if (!link)
			continue;
		next = link;
		*ifindex = index;
		*family_index = (*family)->index;
		most = index - 1;
	}
	return next;
}

/**
 * qr_link_table_for_each() - visit every link of every namespace
 * @visit: called for each; may destroy the link
 *
 * Takes as long as there are links: not for what any host can provoke. Skips
 * links whose device moves.
 *
 * Context: process, rtnl held.
 */
void qr_link_table_for_each(void (*visit)(struct qr_link *link))
{
	struct qr_link *link, *next;

	ASSERT_RTNL();
	list_for_each_entry_safe(link, next, &found, table_node)
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

/* Runs after all devices of the namespace are gone. */
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

/* Context: process, rtnl not held. */
int __init qr_link_table_init(void)
{
	return register_pernet_subsys(&table_ops);
}

/* Context: process, rtnl not held; after the last link and request. */
void qr_link_table_exit(void)
{
	unregister_pernet_subsys(&table_ops);
}
