// SPDX-License-Identifier: GPL-2.0
#include "device.h"
#include "counters.h"
#include "link_activate.h"
#include "link_read.h"
#include "link_table.h"
#include "log.h"
#include "recheck.h"
#include "reception.h"
#include "rx.h"
#include "traits.h"
#include "workqueue.h"

#include <linux/capability.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

/* Between looks at an address that settles, which takes about 1 s. */
#define SETTLING_INTERVAL	(HZ / 10)

static void recheck_all(struct work_struct *work);

static DECLARE_DELAYED_WORK(recheck_work, recheck_all);

/*
 * The address to send from, or the unspecified one.
 * Context: any but hard interrupts.
 */
union qr_addr qr_device_source(struct qr_link *link)
{
	union qr_addr chosen = qr_link_read_params(link).source;

	return link->family->best_source(link->dev, &chosen);
}

static bool has_address(struct qr_link *link)
{
	union qr_addr source;

	if (!link->family->proto->needs_address)
		return true;
	source = qr_device_source(link);
	return !qr_addr_any(&source);
}

static enum qr_reason down_reason(struct qr_link *link)
{
	struct qr_traits traits = qr_traits_read(link->dev);

	traits.has_wire = link->device.has_wire;
	traits.has_address = has_address(link);
	return qr_wish_obstacle(link->device.wish, &traits);
}

/* A device without a wire is as good as disabled for "auto". Context: any. */
bool qr_device_is_wanted(const struct qr_link *link)
{
	return READ_ONCE(link->device.wish) &&
	       READ_ONCE(link->device.reason) != QR_REASON_NO_WIRE;
}

/*
 * No event reports the end of duplicate address detection, so look again while
 * it runs.
 */
static void watch_settling(struct qr_link *link)
{
	const struct qr_family *family = link->family;

	if (!qr_device_is_wanted(link) || !family->polls_addresses ||
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

	link->active->has_run = true;
	link->active->up_count = atomic_read(&link->dev->carrier_up_count);
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
	return link->active->up_count !=
	       atomic_read(&link->dev->carrier_up_count);
}

/* A link that is wanted has what it takes to run and to log. */
static int prepare(struct qr_link *link, bool strict)
{
	int err;

	if (!qr_device_is_wanted(link))
		return 0;
	err = qr_link_activate(link);
	if (err)
		WRITE_ONCE(link->device.reason, QR_REASON_HOOK_FAILED);
	if (err && !strict)
		qr_log_no_memory(link->dev, qr_link_clock());
	return err;
}

/* Return: 0, or why the link should work but cannot. */
static int follow_device(struct qr_link *link, bool strict)
{
	enum qr_reason reason = down_reason(link);
	bool running = qr_link_is_running(link);
	int err;

	WRITE_ONCE(link->device.reason, reason);
	watch_settling(link);
	err = prepare(link, strict);
	if (err)
		return err;
	if (link->device.wish && !reason) {
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
	return READ_ONCE(link->device.wish) ? QR_STATE_DOWN :
					      QR_STATE_DISABLED;
}

/* The device changed: start or stop its link accordingly. */
void qr_device_update(struct qr_link *link)
{
	ASSERT_RTNL();
	follow_device(link, false);
	qr_link_notify(link);
}

/* The devices below it changed, or it is new. */
void qr_device_update_wire(struct qr_link *link)
{
	bool has_wire = qr_traits_has_wire(link->dev);

	ASSERT_RTNL();
	if (has_wire == link->device.has_wire)
		return;
	link->device.has_wire = has_wire;
	if (link->device.wish != QR_WISH_AUTO)
		return;
	qr_device_update(link);
	qr_reception_update_later(link);
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
	if (qr_link_is_running(link) && !has_address(link))
		qr_device_update(link);
	else
		qr_link_set_source(link, &source);
}

/**
 * qr_device_enable() - enable or disable a link
 * @link: the link
 * @wish: the administrator's
 * @is_explicit: it was written, and is not the default
 *
 * What the device lacks for now makes the link wait, not fail.
 *
 * Return: 0, -EOPNOTSUPP on a device that can never have a querier, -ENOMEM,
 * -ENOSPC if too many links run in the namespace, or why the start failed. On
 * error nothing has changed.
 */
int qr_device_enable(struct qr_link *link, enum qr_wish wish, bool is_explicit)
{
	enum qr_wish before = link->device.wish;
	enum qr_reason reason = link->device.reason;
	bool is_new = !qr_device_is_wanted(link);
	int err;

	ASSERT_RTNL();
	if (wish && !qr_traits_is_ethernet(link->dev))
		return -EOPNOTSUPP;

	WRITE_ONCE(link->device.wish, wish);
	err = follow_device(link, is_new);
	if (err)
		WRITE_ONCE(link->device.wish, before);
	if (err && is_new) {
		qr_rx_forget(link);
		WRITE_ONCE(link->device.reason, reason);
	}
	if (err)
		return err;
	WRITE_ONCE(link->device.is_explicit, is_explicit);
	if (wish != before)
		qr_link_notify(link);
	return 0;
}

/**
 * qr_device_configure() - a new configuration
 * @link: the link
 * @params: all of it, unchecked
 *
 * Context: process, rtnl held.
 *
 * Return: 0, -ERANGE or -EINVAL as qr_params_check() has it, -EPERM for limits
 * that only the initial user namespace's administrator may raise. On error
 * nothing has changed.
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

	qr_link_set_params(link, params);
	qr_device_update_source(link);
	return 0;
}

/* A link without files is about to be destroyed, or its device moves. */
static void recheck(struct qr_link *link)
{
	if (!link->dir || !link->device.wish)
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
