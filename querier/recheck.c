// SPDX-License-Identifier: GPL-2.0
#include "recheck.h"

#include <linux/rtnetlink.h>

/* Taken without rtnl by IPv6's notifiers; never with another lock of ours. */
static LIST_HEAD(rechecks);
static DEFINE_SPINLOCK(rechecks_lock);

/* Context: any but hard interrupts; rtnl or RCU held. */
void qr_recheck_add(struct qr_link *link)
{
	spin_lock_bh(&rechecks_lock);
	/* An RCU reader may come after qr_recheck_close(). */
	if (!link->is_recheck_closed && list_empty(&link->recheck_node))
		list_add_tail(&link->recheck_node, &rechecks);
	spin_unlock_bh(&rechecks_lock);
}

/* The link will be destroyed: take it off the list, never add it again. */
void qr_recheck_close(struct qr_link *link)
{
	ASSERT_RTNL();
	spin_lock_bh(&rechecks_lock);
	link->is_recheck_closed = true;
	list_del_init(&link->recheck_node);
	spin_unlock_bh(&rechecks_lock);
}

static struct qr_link *take(struct list_head *list)
{
	struct qr_link *link;

	spin_lock_bh(&rechecks_lock);
	link = list_first_entry_or_null(list, struct qr_link, recheck_node);
	if (link)
		list_del_init(&link->recheck_node);
	spin_unlock_bh(&rechecks_lock);
	return link;
}

/* @visit: called for each link; may add it again, for the next time. */
void qr_recheck_each(void (*visit)(struct qr_link *link))
{
	struct qr_link *link;
	LIST_HEAD(now);

	ASSERT_RTNL();
	spin_lock_bh(&rechecks_lock);
	list_splice_init(&rechecks, &now);
	spin_unlock_bh(&rechecks_lock);
	while ((link = take(&now)))
		visit(link);
}
