// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "log.h"

#include <linux/bitops.h>
#include <linux/printk.h>

#define say(dev, family, format, ...)					\
	pr_info("%s: %s " format "\n", (dev)->name,			\
		(family)->proto->name, ##__VA_ARGS__)

static void log_version(const struct net_device *dev,
			const struct qr_family *family,
			const struct qr_status *status)
{
	char oldest[QR_ADDR_TEXT];

	if (!status->fell_back) {
		say(dev, family, "version %u is in use now",
		    status->active_version);
		return;
	}
	family->format(oldest, sizeof(oldest), &status->oldest);
	say(dev, family, "version %u is in use now, as %s asks in it",
	    status->active_version, oldest);
}

static void log_limit(const struct net_device *dev,
		      const struct qr_family *family,
		      const struct qr_status *status)
{
	char group[QR_ADDR_TEXT];

	family->format(group, sizeof(group), &status->refused);
	if (status->refusal == QR_IGNORED_GROUP_LIMIT)
		say(dev, family, "too many groups to keep, such as %s", group);
	else
		say(dev, family, "too many sources of %s to keep", group);
}

static void log_event(const struct net_device *dev,
		      const struct qr_family *family, enum qr_event event,
		      const struct qr_status *status)
{
	char other[QR_ADDR_TEXT], own[QR_ADDR_TEXT], duplicate[QR_ADDR_TEXT];

	family->format(other, sizeof(other), &status->last_other);
	family->format(own, sizeof(own), &status->source);
	family->format(duplicate, sizeof(duplicate), &status->duplicate);

	switch (event) {
	case QR_EVENT_STARTED:
		say(dev, family, "querier, sending from %s", own);
		break;
	case QR_EVENT_STOPPED:
		say(dev, family, "nobody queries any more, nor does %s", own);
		break;
	case QR_EVENT_WON:
		say(dev, family, "election won over %s, querier from %s",
		    other, own);
		break;
	case QR_EVENT_LOST:
		say(dev, family, "election lost to %s, no more queries from %s",
		    other, own);
		break;
	case QR_EVENT_OTHER_CHANGED:
		say(dev, family, "the querier is %s now", other);
		break;
	case QR_EVENT_MOVED:
		say(dev, family, "querier, sending from %s now", own);
		break;
	case QR_EVENT_VERSION:
		log_version(dev, family, status);
		break;
	case QR_EVENT_DUPLICATE:
		say(dev, family, "another host uses our address %s",
		    duplicate);
		break;
	case QR_EVENT_LIMIT:
		log_limit(dev, family, status);
		break;
	}
}

/**
 * qr_log_events() - one line for each event
 * @dev: the device
 * @family: the address family
 * @limit: the link's own, so that no link can silence another
 * @events: set of enum qr_event
 * @status: the link's, after the events
 *
 * Context: any, no lock held.
 */
void qr_log_events(const struct net_device *dev, const struct qr_family *family,
		   struct ratelimit_state *limit, unsigned int events,
		   const struct qr_status *status)
{
	unsigned long set = events;
	unsigned int bit;

	if (!__ratelimit(limit))
		return;

	for_each_set_bit(bit, &set, BITS_PER_LONG)
		log_event(dev, family, BIT(bit), status);
}

/**
 * qr_log_down() - an enabled link cannot work
 * @dev: the device
 * @family: the address family
 * @limit: the link's own
 * @reason: why
 *
 * Context: any, no lock held.
 */
void qr_log_down(const struct net_device *dev, const struct qr_family *family,
		 struct ratelimit_state *limit, const char *reason)
{
	if (__ratelimit(limit))
		say(dev, family, "querier down: %s", reason);
}
