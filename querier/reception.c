// SPDX-License-Identifier: GPL-2.0
#include "reception.h"
#include "link_read.h"
#include "reason.h"
#include "workqueue.h"

#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

/*
 * A link that will be back when its device is keeps what it has: the kernel logs
 * each change of all multicast, and a loose cable makes many.
 */
static bool is_kept(const struct qr_link *link)
{
	return link->hears != QR_HEAR_NOTHING && link->enabled &&
	       (link->reason == QR_REASON_LINK_DOWN ||
		link->reason == QR_REASON_NO_ADDRESS);
}

/*
 * Routers' groups carry leaves and the newest reports; older reports go to the
 * very group they are about, which may be any.
 */
static u8 wanted(struct qr_link *link)
{
	struct qr_params params;

	if (!qr_link_is_running(link) && !is_kept(link))
		return QR_HEAR_NOTHING;
	params = qr_link_params(link);
	return params.track_groups ? QR_HEAR_ALL : QR_HEAR_ROUTERS;
}

/* What could not be added, for want of memory, is not to be taken back. */
static void hear_routers(struct qr_link *link, bool hear)
{
	const union qr_addr *groups = link->family->router_groups;
	u8 mac[ETH_ALEN];
	int i;

	for (i = 0; !qr_addr_any(&groups[i]); i++) {
		link->family->map_mac(&groups[i], mac);
		if (hear && !dev_mc_add(link->dev, mac))
			link->router_groups |= BIT(i);
		else if (!hear && link->router_groups & BIT(i))
			dev_mc_del(link->dev, mac);
	}
	if (!hear)
		link->router_groups = 0;
}

static void hear(struct qr_link *link, u8 needed)
{
	u8 before = link->hears;

	if (needed == before)
		return;

	if (needed == QR_HEAR_NOTHING || before == QR_HEAR_NOTHING)
		hear_routers(link, needed != QR_HEAR_NOTHING);
	if (before == QR_HEAR_ALL)
		dev_set_allmulti(link->dev, -1);
	else if (needed == QR_HEAR_ALL && dev_set_allmulti(link->dev, 1))
		needed = QR_HEAR_ROUTERS;
	link->hears = needed;
}

/**
 * qr_reception_update() - have the device hear what its link needs now
 * @link: the link
 *
 * Context: process, rtnl held, but not from a notifier: that may run with the
 * device's instance lock held, which this takes.
 */
void qr_reception_update(struct qr_link *link)
{
	ASSERT_RTNL();
	hear(link, wanted(link));
}

/**
 * qr_reception_end() - have the device hear nothing more for its link
 * @link: the link, stopped
 *
 * Context: process, rtnl held; from a notifier only of a device that is
 * unregistered or changes its type.
 */
void qr_reception_end(struct qr_link *link)
{
	ASSERT_RTNL();
	hear(link, QR_HEAR_NOTHING);
}

/* Links that hear another thing than they need; rtnl. */
static LIST_HEAD(late);

static void update_late(struct work_struct *work)
{
	struct qr_link *link;

	rtnl_lock();
	while (!list_empty(&late)) {
		link = list_first_entry(&late, struct qr_link, hearing);
		list_del_init(&link->hearing);
		qr_reception_update(link);
	}
	rtnl_unlock();
}

static DECLARE_WORK(update_work, update_late);

/**
 * qr_reception_update_later() - the same, from any notifier
 * @link: the link
 *
 * Context: process, rtnl held.
 */
void qr_reception_update_later(struct qr_link *link)
{
	ASSERT_RTNL();
	if (wanted(link) == link->hears)
		return;
	if (list_empty(&link->hearing))
		list_add_tail(&link->hearing, &late);
	queue_work(qr_workqueue, &update_work);
}

/**
 * qr_reception_forget() - no update will come for a link
 * @link: the link, stopped and updated
 *
 * Context: process, rtnl held.
 */
void qr_reception_forget(struct qr_link *link)
{
	ASSERT_RTNL();
	list_del_init(&link->hearing);
}

/**
 * qr_reception_exit() - no more updates to come
 *
 * Context: process, rtnl not held; nobody asks for one any more.
 */
void qr_reception_exit(void)
{
	cancel_work_sync(&update_work);
}
