// SPDX-License-Identifier: GPL-2.0
#include "netlink_event.h"
#include "device.h"
#include "netlink_attr.h"
#include "uapi.h"

#include <net/genetlink.h>
#include <net/net_namespace.h>

/* Octets of an event's attributes, and more. */
#define EVENT_SIZE	512

/* Set before there is any link. */
static const struct genl_family *family;

/**
 * struct event - what is to be told of: the link and what matters of the rest
 * @link: where it happened
 * @status: what it is up to now
 * @group: the group that changed, or that has
 * @source: the source that changed
 * @change: how
 */
struct event {
	const struct qr_link *link;
	const struct qr_status *status;
	const struct qr_group *group;
	const struct qr_source *source;
	enum qr_member_change change;
};

static bool has_listeners(const struct qr_link *link)
{
	return genl_has_listeners(family, dev_net(link->dev), QR_MCGRP_EVENTS);
}

static struct sk_buff *write_event(const struct event *event, u8 command,
				   int (*put)(struct sk_buff *skb,
					      const struct event *event))
{
	struct sk_buff *skb;
	void *head;

	skb = genlmsg_new(EVENT_SIZE, GFP_ATOMIC | __GFP_NOWARN);
	if (!skb)
		return NULL;
	head = genlmsg_put(skb, 0, 0, family, 0, command);
	if (!head || put(skb, event)) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, head);
	return skb;
}

/* Who listens and is not served for want of memory is told of a loss. */
static void send_event(const struct event *event, u8 command,
		       int (*put)(struct sk_buff *skb,
				  const struct event *event))
{
	struct sk_buff *skb = write_event(event, command, put);
	struct net *net = dev_net(event->link->dev);

	if (skb)
		genlmsg_multicast_netns(family, net, skb, 0, QR_MCGRP_EVENTS,
					GFP_ATOMIC);
	else
		genl_set_err(family, net, 0, QR_MCGRP_EVENTS, -ENOBUFS);
}

static int put_status(struct sk_buff *skb, const struct event *event)
{
	return qr_put_status(skb, event->link, event->status);
}

static int put_limit(struct sk_buff *skb, const struct event *event)
{
	u32 limit = event->status->refusal == QR_IGNORED_GROUP_LIMIT ?
		    IGMP_QUERIER_LIMIT_GROUPS : IGMP_QUERIER_LIMIT_SOURCES;

	return qr_put_link(skb, event->link) ||
	       qr_put_addr(skb, IGMP_QUERIER_A_GROUP, event->link,
			   &event->status->refused) ||
	       nla_put_u32(skb, IGMP_QUERIER_A_LIMIT, limit);
}

static int put_duplicate(struct sk_buff *skb, const struct event *event)
{
	return qr_put_link(skb, event->link) ||
	       qr_put_addr(skb, IGMP_QUERIER_A_DUPLICATE, event->link,
			   &event->status->duplicate);
}

static int put_expired(struct sk_buff *skb, const struct event *event)
{
	return event->change == QR_EXPIRED ?
	       nla_put_flag(skb, IGMP_QUERIER_A_EXPIRED) : 0;
}

static int put_group(struct sk_buff *skb, const struct event *event)
{
	return qr_put_group(skb, event->link, event->group, qr_link_clock()) ||
	       put_expired(skb, event);
}

static int put_source(struct sk_buff *skb, const struct event *event)
{
	return qr_put_link(skb, event->link) ||
	       qr_put_addr(skb, IGMP_QUERIER_A_GROUP, event->link,
			   &event->group->node.addr) ||
	       nla_put_u32(skb, IGMP_QUERIER_A_MODE, event->group->mode) ||
	       qr_put_source(skb, event->link, event->source,
			     qr_link_clock()) ||
	       put_expired(skb, event);
}

/* Whether the state is another than last time, or why it is down. */
static bool has_new_state(struct qr_link *link, const struct qr_status *status)
{
	u8 state = qr_device_state(link, status);
	u8 reason = state == QR_STATE_DOWN ? READ_ONCE(link->reason) :
					     QR_REASON_NONE;

	if (link->told_state == state && link->told_reason == reason)
		return false;
	link->told_state = state;
	link->told_reason = reason;
	return true;
}

static void tell_status(struct qr_link *link, unsigned int events,
			const struct qr_status *status)
{
	const struct event event = { .link = link, .status = status };
	bool new_state = has_new_state(link, status);

	if (!has_listeners(link))
		return;
	if (new_state)
		send_event(&event, IGMP_QUERIER_CMD_STATE_CHANGED, put_status);
	if (events & (QR_EVENT_STARTED | QR_EVENT_STOPPED | QR_EVENT_WON |
		      QR_EVENT_LOST | QR_EVENT_OTHER_CHANGED |
		      QR_EVENT_MOVED))
		send_event(&event, IGMP_QUERIER_CMD_QUERIER_CHANGED,
			   put_status);
	if (events & QR_EVENT_LIMIT)
		send_event(&event, IGMP_QUERIER_CMD_LIMIT_HIT, put_limit);
	if (events & QR_EVENT_DUPLICATE)
		send_event(&event, IGMP_QUERIER_CMD_DUPLICATE_ADDRESS,
			   put_duplicate);
}

static void tell_group(struct qr_link *link, enum qr_member_change change,
		       const struct qr_group *group)
{
	static const u8 commands[] = {
		[QR_ADDED]	= IGMP_QUERIER_CMD_GROUP_ADDED,
		[QR_CHANGED]	= IGMP_QUERIER_CMD_GROUP_CHANGED,
		[QR_REMOVED]	= IGMP_QUERIER_CMD_GROUP_REMOVED,
		[QR_EXPIRED]	= IGMP_QUERIER_CMD_GROUP_REMOVED,
	};
	const struct event event = {
		.link = link,
		.group = group,
		.change = change,
	};

	if (has_listeners(link))
		send_event(&event, commands[change], put_group);
}

static void tell_source(struct qr_link *link, enum qr_member_change change,
			const struct qr_group *group,
			const struct qr_source *source)
{
	static const u8 commands[] = {
		[QR_ADDED]	= IGMP_QUERIER_CMD_SOURCE_ADDED,
		[QR_CHANGED]	= IGMP_QUERIER_CMD_SOURCE_CHANGED,
		[QR_REMOVED]	= IGMP_QUERIER_CMD_SOURCE_REMOVED,
		[QR_EXPIRED]	= IGMP_QUERIER_CMD_SOURCE_REMOVED,
	};
	const struct event event = {
		.link = link,
		.group = group,
		.source = source,
		.change = change,
	};

	if (has_listeners(link))
		send_event(&event, commands[change], put_source);
}

static const struct qr_link_listener listener = {
	.status = tell_status,
	.group = tell_group,
	.source = tell_source,
};

/**
 * qr_netlink_event_init() - listen to links from now on
 * @who: the family whose listeners are told, good as long as there are links
 *
 * Context: process, before there are any links.
 */
void qr_netlink_event_init(const struct genl_family *who)
{
	family = who;
	qr_link_set_listener(&listener);
}
