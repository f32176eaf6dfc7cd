// SPDX-License-Identifier: GPL-2.0
#include "netlink_event.h"
#include "device.h"
#include "netlink_report.h"
#include "netlink_send.h"
#include "nlattr.h"
#include "uapi.h"

#include <net/genetlink.h>

/**
 * struct event - one event; fields that its kind does not need are unset
 * @link: the link
 * @command: the kind of message
 * @status: the link's status now
 * @group: the group that changed, or whose source did
 * @source: the source that changed
 * @change: how it changed
 */
struct event {
	struct qr_link *link;
	u8 command;
	const struct qr_status *status;
	const struct qr_group *group;
	const struct qr_source *source;
	enum qr_member_change change;
};

static int put_status(struct sk_buff *skb, const void *what)
{
	const struct event *event = what;

	return qr_nlattr_put_status(skb, event->link, event->status);
}

static u32 to_limit(const struct qr_status *status)
{
	switch (status->refusal) {
	case QR_IGNORED_GROUP_LIMIT:
		return IGMP_QUERIER_LIMIT_GROUPS;
	case QR_IGNORED_SOURCE_LIMIT:
		return IGMP_QUERIER_LIMIT_SOURCES;
	default:
		return IGMP_QUERIER_LIMIT_MEMORY;
	}
}

static int put_limit(struct sk_buff *skb, const void *what)
{
	const struct event *event = what;

	return qr_nlattr_put_link(skb, event->link) ||
	       qr_nlattr_put_addr(skb, IGMP_QUERIER_A_GROUP, event->link,
				  &event->status->refused) ||
	       nla_put_u32(skb, IGMP_QUERIER_A_LIMIT,
			   to_limit(event->status));
}

static int put_duplicate(struct sk_buff *skb, const void *what)
{
	const struct event *event = what;

	return qr_nlattr_put_link(skb, event->link) ||
	       qr_nlattr_put_addr(skb, IGMP_QUERIER_A_DUPLICATE, event->link,
				  &event->status->duplicate);
}

static int put_expired(struct sk_buff *skb, const struct event *event)
{
	return event->change == QR_EXPIRED ?
	       nla_put_flag(skb, IGMP_QUERIER_A_EXPIRED) : 0;
}

static int put_group(struct sk_buff *skb, const void *what)
{
	const struct event *event = what;

	return qr_nlattr_put_group(skb, event->link, event->group,
				   event->link->call->now) ||
	       put_expired(skb, event);
}

static int put_source(struct sk_buff *skb, const void *what)
{
	const struct event *event = what;

	return qr_nlattr_put_link(skb, event->link) ||
	       qr_nlattr_put_addr(skb, IGMP_QUERIER_A_GROUP, event->link,
				  &event->group->node.addr) ||
	       nla_put_u32(skb, IGMP_QUERIER_A_MODE, event->group->mode) ||
	       put_expired(skb, event) ||
	       qr_nlattr_put_source(skb, event->link, event->source,
				    event->link->call->now);
}

static struct qr_link_batch *batch_of(struct qr_link *link)
{
	return &link->call->batch[QR_MCGRP_EVENTS];
}

/* Whether the source fits into the last message, with others of its group. */
static bool continues(const struct event *event)
{
	const struct qr_link_call *call = event->link->call;

	return batch_of(event->link)->message && call->group == event->group &&
	       call->command == event->command &&
	       call->mode == event->group->mode &&
	       call->is_expired == (event->change == QR_EXPIRED);
}

static bool continue_message(const struct event *event)
{
	struct qr_link_batch *batch = batch_of(event->link);

	if (!continues(event) ||
	    qr_nlattr_put_source(batch->skb, event->link, event->source,
				 event->link->call->now))
		return false;
	genlmsg_end(batch->skb, batch->message);
	return true;
}

static void add_source(const struct event *event)
{
	struct qr_link_call *call = event->link->call;

	if (batch_of(event->link)->is_lost || continue_message(event))
		return;
	qr_netlink_send_add(event->link, QR_MCGRP_EVENTS, event->command,
			    put_source, event);
	call->group = event->group;
	call->command = event->command;
	call->mode = event->group->mode;
	call->is_expired = event->change == QR_EXPIRED;
}

/* Whether the state or the reason to be down differs from the last one sent. */
static bool has_new_state(struct qr_link *link, const struct qr_status *status)
{
	enum qr_state state = qr_device_state(link, status);
	enum qr_reason reason = state == QR_STATE_DOWN ?
				READ_ONCE(link->device.reason) : QR_REASON_NONE;

	if (link->events.state == state && link->events.reason == reason)
		return false;
	link->events.state = state;
	link->events.reason = reason;
	return true;
}

/* A message that no later source is added to. */
static void add_separate(struct event *event, u8 command, qr_netlink_put *put)
{
	event->command = command;
	qr_netlink_send_add(event->link, QR_MCGRP_EVENTS, command, put, event);
	event->link->call->group = NULL;
}

static void notify_status(struct qr_link *link, unsigned int events,
			  const struct qr_status *status)
{
	struct event event = { .link = link, .status = status };
	bool new_state = has_new_state(link, status);

	if (!qr_netlink_send_is_heard(link, QR_MCGRP_EVENTS))
		return;
	if (new_state)
		add_separate(&event, IGMP_QUERIER_CMD_STATE_CHANGED,
			     put_status);
	if (events & (QR_EVENT_STARTED | QR_EVENT_STOPPED | QR_EVENT_WON |
		      QR_EVENT_LOST | QR_EVENT_OTHER_CHANGED |
		      QR_EVENT_MOVED))
		add_separate(&event, IGMP_QUERIER_CMD_QUERIER_CHANGED,
			     put_status);
	if (events & QR_EVENT_LIMIT)
		add_separate(&event, IGMP_QUERIER_CMD_LIMIT_HIT, put_limit);
	if (events & QR_EVENT_DUPLICATE)
		add_separate(&event, IGMP_QUERIER_CMD_DUPLICATE_ADDRESS,
			     put_duplicate);
}

static void notify_group(struct qr_link *link, enum qr_member_change change,
			 const struct qr_group *group)
{
	static const u8 commands[] = {
		[QR_ADDED]	= IGMP_QUERIER_CMD_GROUP_ADDED,
		[QR_CHANGED]	= IGMP_QUERIER_CMD_GROUP_CHANGED,
		[QR_REMOVED]	= IGMP_QUERIER_CMD_GROUP_REMOVED,
		[QR_EXPIRED]	= IGMP_QUERIER_CMD_GROUP_REMOVED,
	};
	struct event event = {
		.link = link,
		.group = group,
		.change = change,
	};

	if (qr_netlink_send_is_heard(link, QR_MCGRP_EVENTS))
		add_separate(&event, commands[change], put_group);
}

static void notify_source(struct qr_link *link, enum qr_member_change change,
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
		.command = commands[change],
		.group = group,
		.source = source,
		.change = change,
	};

	if (qr_netlink_send_is_heard(link, QR_MCGRP_EVENTS))
		add_source(&event);
}

static const struct qr_link_subscriber subscriber = {
	.status = notify_status,
	.group = notify_group,
	.source = notify_source,
	.record = qr_netlink_report,
	.end = qr_netlink_send_end,
};

/* Context: process, before the first link; @genl outlasts all links. */
void __init qr_netlink_event_init(const struct genl_family *genl)
{
	qr_netlink_send_init(genl);
	qr_link_set_subscriber(&subscriber);
}
