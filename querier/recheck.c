// SPDX-License-Identifier: GPL-2.0
#include "recheck.h"

#include <linux/rtnetlink.h>

/*
 * Notifiers of IPv6 add to the list without rtnl. The lock is never held with
 * another lock of this module.
 */
static LIST_HEAD(rechecks);
static DEFINE_SPINLOCK(rechecks_lock);

/**
 * qr_recheck_add() - let a link be looked at again
 * @link: the link
 *
 * Context: any but hard interrupts; rtnl or RCU held.
 */
void qr_recheck_add(struct qr_link *link)
{
	spin_lock_bh(&rechecks_lock);
	/* Who found the link under RCU may come after qr_recheck_forget(). */
	if (!link->forgotten && list_empty(&link->recheck))
		list_add_tail(&link->recheck, &rechecks);
	spin_unlock_bh(&rechecks_lock);
}

/**
 * qr_recheck_forget() - a link goes: do not look at it again
 * @link: the link
 *
 * Context: process, rtnl held.
 */
void qr_recheck_forget(struct qr_link *link)
{
	ASSERT_RTNL();
	spin_lock_bh(&rechecks_lock);
	link->forgotten = true;
	list_del_init(&link->recheck);
	spin_unlock_bh(&rechecks_lock);
}

static struct qr_link *take(struct list_head *list)
{
	struct qr_link *link;

	spin_lock_bh(&rechecks_lock);
	link = list_first_entry_or_null(list, struct qr_link, recheck);
	if (link)
		list_del_init(&link->recheck);
	spin_unlock_bh(&rechecks_lock);
	return link;
}

/**
 * qr_recheck_each() - look at them
 * @visit: called for each; may add it again, for the next time
 *
 * Context: process, rtnl held.
 */
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
