// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "log.h"

#include <linux/kernel.h>

struct line {
	enum qr_event event;
	const char *text;
	size_t address;	/* which one of struct qr_status ends the line */
};

static const struct line lines[] = {
	{ QR_EVENT_STARTED, "querier here, sending from",
	  offsetof(struct qr_status, address) },
	{ QR_EVENT_STOPPED, "nobody queries any more, not even this host:",
	  offsetof(struct qr_status, source) },
	{ QR_EVENT_WON, "election won: querier here, sending from",
	  offsetof(struct qr_status, address) },
	{ QR_EVENT_LOST, "election lost: the querier is",
	  offsetof(struct qr_status, address) },
	{ QR_EVENT_OTHER_CHANGED, "the querier is now",
	  offsetof(struct qr_status, address) },
	{ QR_EVENT_DUPLICATE, "another host sends queries from our address",
	  offsetof(struct qr_status, duplicate) },
};

static void log_line(const struct net_device *dev,
		     const struct qr_family *family, const struct line *line,
		     const struct qr_status *status)
{
	char address[QR_ADDR_TEXT];

	family->format(address, sizeof(address),
		       (const void *)status + line->address);
	pr_info("%s: %s %s %s\n", dev->name, family->proto->name, line->text,
		address);
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
	int i;

	if (!events || !__ratelimit(limit))
		return;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		if (events & lines[i].event)
			log_line(dev, family, &lines[i], status);
	}
	if (events & QR_EVENT_VERSION)
		pr_info("%s: %s version %u is in use now\n", dev->name,
			family->proto->name, status->active_version);
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
		pr_info("%s: %s querier down: %s\n", dev->name,
			family->proto->name, reason);
}
