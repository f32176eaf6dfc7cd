// SPDX-License-Identifier: GPL-2.0
/*
 * The links that run, by device, for the hooks.
 *
 * Minutes pass between two reports, so what they need is in no cache, and the
 * table of all links (link_table.c) needs twice as much.
 */
#include "running.h"

#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>

/* Links are added and removed under rtnl, and looked up under RCU. */
static struct rhashtable tables[QR_FAMILIES];

static int is_other(struct rhashtable_compare_arg *arg, const void *object)
{
	const struct net_device *const *dev = arg->key;
	const struct qr_link_active *active = object;

	return active->dev != *dev;
}

static const struct rhashtable_params params = {
	.key_len = sizeof(struct net_device *),
	.key_offset = offsetof(struct qr_link_active, dev),
	.head_offset = offsetof(struct qr_link_active, running_node),
	.obj_cmpfn = is_other,
	.automatic_shrinking = true,
};

/**
 * qr_running_add() - the hooks find a link from now on
 * @link: the link, active
 *
 * It may have been removed just before: a reader that is still on it starts
 * again.
 *
 * Context: process, rtnl held.
 *
 * Return: 0 or a negative error.
 */
int qr_running_add(struct qr_link *link)
{
	ASSERT_RTNL();
	return rhashtable_insert_fast(&tables[link->family->index],
				      &link->active->running_node, params);
}

/* The hooks find it no more, but may be busy with it. Context: rtnl held. */
void qr_running_remove(struct qr_link *link)
{
	ASSERT_RTNL();
	WARN_ON_ONCE(rhashtable_remove_fast(&tables[link->family->index],
					    &link->active->running_node,
					    params));
}

/* Context: RCU held; the link is valid for as long, but may have stopped. */
struct qr_link *qr_running_find(const struct net_device *dev,
				const struct qr_family *family)
{
	struct qr_link_active *active;

	active = rhashtable_lookup(&tables[family->index], &dev, params);
	return active ? active->link : NULL;
}

/* Context: process, before the first link runs. */
int __init qr_running_init(void)
{
	int i, err;

	for (i = 0; i < QR_FAMILIES; i++) {
		err = rhashtable_init(&tables[i], &params);
		if (err)
			goto destroy;
	}
	return 0;

destroy:
	while (i--)
		rhashtable_destroy(&tables[i]);
	return err;
}

/* Context: process; no link runs, and no packet is in a hook. */
void qr_running_exit(void)
{
	int i;

	for (i = 0; i < QR_FAMILIES; i++)
		rhashtable_destroy(&tables[i]);
}
