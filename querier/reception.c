// SPDX-License-Identifier: GPL-2.0
#include "reception.h"
#include "link_read.h"
#include "reason.h"
#include "workqueue.h"

#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

/*
 * A link that is down for a while keeps its filter: the kernel logs each change
 * of all multicast, and a loose cable makes many.
 */
static bool is_kept(const struct qr_link *link)
{
	return link->active->hears != QR_HEAR_NOTHING &&
	       link->device.wish &&
	       (link->device.reason == QR_REASON_LINK_DOWN ||
		link->device.reason == QR_REASON_NO_ADDRESS);
}

/*
 * The routers' groups carry leaves and the newest reports; older reports go to
 * the group they are about.
 */
static enum qr_hears wanted(struct qr_link *link)
{
	struct qr_params params;

	if (!qr_link_is_running(link) && !is_kept(link))
		return QR_HEAR_NOTHING;
	params = qr_link_read_params(link);
	return params.track_groups ? QR_HEAR_ALL : QR_HEAR_ROUTERS;
}

/* Take back only what was added: dev_mc_add() fails without memory. */
static void hear_routers(struct qr_link *link, bool hear)
{
	const union qr_addr *groups = link->family->router_groups;
	u8 *heard = &link->active->router_groups;
	u8 mac[ETH_ALEN];
	int i;

	for (i = 0; !qr_addr_any(&groups[i]); i++) {
		link->family->map_mac(&groups[i], mac);
		if (hear && !dev_mc_add(link->dev, mac))
			*heard |= BIT(i);
		else if (!hear && *heard & BIT(i))
			dev_mc_del(link->dev, mac);
	}
	if (!hear)
		*heard = 0;
}

static void hear(struct qr_link *link, enum qr_hears needed)
{
	enum qr_hears before = link->active->hears;

	if (needed == before)
		return;

	if (needed == QR_HEAR_NOTHING || before == QR_HEAR_NOTHING)
		hear_routers(link, needed != QR_HEAR_NOTHING);
	if (before == QR_HEAR_ALL)
		dev_set_allmulti(link->dev, -1);
	else if (needed == QR_HEAR_ALL && dev_set_allmulti(link->dev, 1))
		needed = QR_HEAR_ROUTERS;
	link->active->hears = needed;
}

/**
 * qr_reception_update() - set the device's filter to what its link needs now
 * @link: the link
 *
 * Context: process, rtnl held; not from a notifier, which may hold the device's
 * instance lock: this takes it.
 */
void qr_reception_update(struct qr_link *link)
{
	ASSERT_RTNL();
	if (link->active)
		hear(link, wanted(link));
}

/**
 * qr_reception_end() - take back all that the device's filter passes for a link
 * @link: the link, stopped
 *
 * Context: process, rtnl held; from a notifier only of a device that is
 * unregistered or changes its type.
 */
void qr_reception_end(struct qr_link *link)
{
	ASSERT_RTNL();
	if (link->active)
		hear(link, QR_HEAR_NOTHING);
}

/* Links to update in the work item; rtnl. */
static LIST_HEAD(pending);

static void update_pending(struct work_struct *work)
{
	struct qr_link_active *active;

	rtnl_lock();
	while (!list_empty(&pending)) {
		active = list_first_entry(&pending, struct qr_link_active,
					  reception_node);
		list_del_init(&active->reception_node);
		qr_reception_update(active->link);
	}
	rtnl_unlock();
}

static DECLARE_WORK(update_work, update_pending);

/* The same soon, from a work item. Context: rtnl held; any notifier. */
void qr_reception_update_later(struct qr_link *link)
{
	struct qr_link_active *active = link->active;

	ASSERT_RTNL();
	if (!active || wanted(link) == active->hears)
		return;
	if (list_empty(&active->reception_node))
		list_add_tail(&active->reception_node, &pending);
	queue_work(qr_workqueue, &update_work);
}

/* Cancel the update of a link that will be destroyed. */
void qr_reception_forget(struct qr_link *link)
{
	ASSERT_RTNL();
	if (link->active)
		list_del_init(&link->active->reception_node);
}

/* Context: process, rtnl not held; nothing can queue an update. */
void qr_reception_exit(void)
{
	cancel_work_sync(&update_work);
}
