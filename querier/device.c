// SPDX-License-Identifier: GPL-2.0
#include "device.h"
#include "counters.h"
#include "link_activate.h"
#include "link_read.h"
#include "link_table.h"
#include "recheck.h"
#include "reception.h"
#include "rx.h"
#include "workqueue.h"

#include <linux/capability.h>
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

/* Between looks at an address that settles, which takes about 1 s. */
#define SETTLING_INTERVAL	(HZ / 10)

static void recheck_all(struct work_struct *work);

static DECLARE_DELAYED_WORK(recheck_work, recheck_all);

/* The IP traffic of a port arrives at its master. */
static enum qr_reason port_reason(struct net_device *dev)
{
	struct net_device *master = netdev_master_upper_dev_get(dev);

	/* Set until the port is released completely, unlike a bridge's. */
	if (netif_is_lag_port(dev))
		return QR_REASON_LAG_PORT;
	if (!master)
		return QR_REASON_NONE;
	if (netif_is_bridge_master(master) || netif_is_ovs_master(master))
		return QR_REASON_BRIDGE_PORT;
	return netif_is_lag_master(master) ? QR_REASON_LAG_PORT
					   : QR_REASON_NONE;
}

static enum qr_reason unsuitable_reason(struct net_device *dev)
{
	if (dev->flags & IFF_LOOPBACK)
		return QR_REASON_LOOPBACK;
	if (dev->type != ARPHRD_ETHER)
		return QR_REASON_NOT_ETHERNET;
	if (!(dev->flags & IFF_MULTICAST))
		return QR_REASON_NO_MULTICAST;
	return port_reason(dev);
}

/* Whether a device passes packets. Context: any. */
bool qr_device_is_up(const struct net_device *dev)
{
	return netif_running(dev) && netif_carrier_ok(dev) &&
	       netif_oper_up(dev);
}

/*
 * The address to send from, or the unspecified one.
 * Context: any but hard interrupts.
 */
union qr_addr qr_device_source(struct qr_link *link)
{
	union qr_addr chosen = qr_link_read_params(link).source;

	return link->family->best_source(link->dev, &chosen);
}

/* Only for an enabled link, as only that hears of new addresses. */
static bool lacks_address(struct qr_link *link)
{
	union qr_addr source;

	if (!link->family->proto->needs_address || !link->device.enabled)
		return false;
	source = qr_device_source(link);
	return qr_addr_any(&source);
}

static enum qr_reason down_reason(struct qr_link *link)
{
	enum qr_reason reason = unsuitable_reason(link->dev);

	if (reason)
		return reason;
	if (!qr_device_is_up(link->dev))
		return QR_REASON_LINK_DOWN;
	return lacks_address(link) ? QR_REASON_NO_ADDRESS : QR_REASON_NONE;
}

/*
 * No event reports the end of duplicate address detection, so look again while
 * it runs.
 */
static void watch_settling(struct qr_link *link)
{
	const struct qr_family *family = link->family;

	if (!link->device.enabled || !family->polls_addresses ||
	    !family->is_settling(link->dev))
		return;
	qr_recheck_add(link);
	queue_delayed_work(qr_workqueue, &recheck_work, SETTLING_INTERVAL);
}

/*
 * Writing "1" to querier_enable fails without memory for the counters. A device
 * that comes up has its querier without them until the next start.
 */
static int add_counters(struct qr_link *link, bool strict)
{
	int err = qr_counters_add(link);

	if (!err || !strict)
		return 0;
	qr_rx_put(link);
	return err;
}

/* One at a time: each wakes the next when it starts or stops waiting. */
static void wake_waiting(const struct qr_link *link)
{
	struct qr_link *next = qr_rx_next(link);

	if (next)
		qr_device_recheck(next);
}

static int start(struct qr_link *link, bool strict)
{
	int err;

	err = qr_rx_get(link);
	if (err)
		WRITE_ONCE(link->device.reason, err == -ENOSPC ?
						QR_REASON_NAMESPACE_LIMIT :
						QR_REASON_HOOK_FAILED);
	else
		err = add_counters(link, strict);
	if (!strict || !err)
		qr_link_log_reason(link);
	if (err)
		return err;

	link->device.has_run = true;
	link->device.up_count = atomic_read(&link->dev->carrier_up_count);
	qr_device_update_source(link);
	qr_link_start(link);
	wake_waiting(link);
	return 0;
}

/* Stop a link that runs or waits to, enabled or not. */
void qr_device_stop(struct qr_link *link)
{
	ASSERT_RTNL();
	qr_rx_forget(link);
	if (qr_link_is_running(link)) {
		qr_link_stop(link);
		qr_rx_put(link);
	}
	wake_waiting(link);
}

/*
 * Down and up again may be reported as one change, but the switch at the other
 * end has noticed and forgotten its members.
 */
static bool has_flapped(const struct qr_link *link)
{
	return link->device.up_count !=
	       atomic_read(&link->dev->carrier_up_count);
}

/* Return: 0, or why the link should work but cannot. */
static int follow_device(struct qr_link *link, bool strict)
{
	enum qr_reason reason = down_reason(link);
	bool running = qr_link_is_running(link);

	WRITE_ONCE(link->device.reason, reason);
	watch_settling(link);
	if (link->device.enabled && !reason) {
		if (running && !has_flapped(link))
			return 0;
		qr_device_stop(link);
		return start(link, strict);
	}

	qr_device_stop(link);
	qr_link_log_reason(link);
	return 0;
}

/* Part of the interface: the file "state". */
const char *const qr_state_names[] = {
#include "state_rows.h"
};

/* Context: any. */
enum qr_state qr_device_state(const struct qr_link *link,
			      const struct qr_status *status)
{
	if (status->running)
		return status->querier ? QR_STATE_QUERIER :
					 QR_STATE_NON_QUERIER;
	return READ_ONCE(link->device.enabled) ? QR_STATE_DOWN :
						 QR_STATE_DISABLED;
}

/* The device changed: start or stop its link accordingly. */
void qr_device_update(struct qr_link *link)
{
	ASSERT_RTNL();
	follow_device(link, false);
	qr_link_notify(link);
}

/*
 * The device's addresses or the administrator's choice changed. While the
 * device lacks the chosen address, the best of the others serves.
 */
void qr_device_update_source(struct qr_link *link)
{
	union qr_addr source = qr_device_source(link);

	ASSERT_RTNL();
	/* Never send from the unspecified address: stop instead. */
	if (qr_link_is_running(link) && lacks_address(link))
		qr_device_update(link);
	else
		qr_link_set_source(link, &source);
}

/**
 * qr_device_enable() - enable or disable a link
 * @link: the link
 * @enable: the administrator's wish
 * @is_explicit: it was written, and is not the default
 *
 * Return: 0, -EOPNOTSUPP on a device that cannot have a querier, -ENOMEM, -ENOSPC
 * if too many links run in the namespace, or why the start failed. On error nothing
 * has changed.
 */
int qr_device_enable(struct qr_link *link, bool enable, bool is_explicit)
{
	bool before = link->device.enabled;
	enum qr_reason reason = link->device.reason;
	int err;

	ASSERT_RTNL();
	if (enable && unsuitable_reason(link->dev))
		return -EOPNOTSUPP;
	if (enable) {
		err = qr_link_activate(link);
		if (err)
			return err;
	}

	WRITE_ONCE(link->device.enabled, enable);
	err = follow_device(link, !before);
	if (err && !before) {
		qr_rx_forget(link);
		WRITE_ONCE(link->device.enabled, false);
		WRITE_ONCE(link->device.reason, reason);
		return err;
	}
	WRITE_ONCE(link->device.is_explicit, is_explicit);
	if (enable != before)
		qr_link_notify(link);
	return err;
}

/**
 * qr_device_configure() - a new configuration
 * @link: the link
 * @params: all of it, unchecked
 *
 * Context: process, rtnl held.
 *
 * Return: 0, -ERANGE or -EINVAL as qr_params_check() has it, -EPERM for limits
 * that only the initial user namespace's administrator may raise, -EINVAL for a
 * source address that is not the device's. On error nothing has changed.
 */
int qr_device_configure(struct qr_link *link, const struct qr_params *params)
{
	struct qr_params before = qr_link_read_params(link);
	int err;

	ASSERT_RTNL();
	err = qr_params_check(params, link->family->proto);
	if (err)
		return err;
	if (qr_params_need_privilege(params, &before) &&
	    !capable(CAP_NET_ADMIN))
		return -EPERM;

	/* What was chosen before may stay chosen though it is gone. */
	if (!qr_addr_any(&params->source) &&
	    !qr_addr_equal(&params->source, &before.source) &&
	    !link->family->owns(link->dev, &params->source))
		return -EINVAL;

	qr_link_set_params(link, params);
	qr_device_update_source(link);
	return 0;
}

/* A link without files is about to be destroyed, or its device moves. */
static void recheck(struct qr_link *link)
{
	if (!link->sysfs.dir || !link->device.enabled)
		return;
	qr_device_update(link);
	qr_device_update_source(link);
	qr_reception_update(link);
}

static void recheck_all(struct work_struct *work)
{
	rtnl_lock();
	qr_recheck_each(recheck);
	rtnl_unlock();
}

/**
 * qr_device_recheck() - call qr_device_update() soon, from a work item
 * @link: the link
 *
 * Context: any but hard interrupts; rtnl or RCU held.
 */
void qr_device_recheck(struct qr_link *link)
{
	qr_recheck_add(link);
	mod_delayed_work(qr_workqueue, &recheck_work, 0);
}

/* Context: process, rtnl not held; nothing can call qr_device_recheck(). */
void qr_device_exit(void)
{
	cancel_delayed_work_sync(&recheck_work);
}
