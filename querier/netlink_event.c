// SPDX-License-Identifier: GPL-2.0
#include "netlink_event.h"
#include "device.h"
#include "nlattr.h"
#include "uapi.h"

#include <net/genetlink.h>
#include <net/net_namespace.h>

/* Bytes of events per report: more are lost, as they would keep the CPU. */
#define REPORT_BYTES	(64 * 1024)

/*
 * Room for the few events that most calls have. netlink copies a datagram that
 * leaves most of its room unused, so a larger one costs twice.
 */
#define FIRST_SIZE	640

/* Set once, before the first link. */
static const struct genl_family *family;

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

typedef int put_event(struct sk_buff *skb, const struct event *event);

static struct net *link_net(const struct qr_link *link)
{
	return dev_net(link->dev);
}

/* Whether there are subscribers: looked up once per call on the engine. */
static bool open_batch(struct qr_link *link)
{
	struct qr_link_batch *batch = &link->events.batch;

	if (batch->is_open)
		return batch->is_heard;
	*batch = (struct qr_link_batch) {
		.is_open = true,
		.is_report = batch->is_report,
		.is_heard = genl_has_listeners(family, link_net(link),
					       QR_MCGRP_EVENTS),
	};
	if (batch->is_heard)
		batch->now = qr_link_clock();
	return batch->is_heard;
}

/* Under the link's lock, so that no other CPU's events overtake these. */
static void send_datagram(struct qr_link *link)
{
	struct qr_link_batch *batch = &link->events.batch;

	if (!batch->skb)
		return;
	batch->bytes += batch->skb->len;
	if (batch->message)
		genlmsg_multicast_netns(family, link_net(link), batch->skb, 0,
					QR_MCGRP_EVENTS, GFP_ATOMIC);
	else
		nlmsg_free(batch->skb);
	batch->skb = NULL;
	batch->message = NULL;
}

static bool is_too_much(const struct qr_link_batch *batch)
{
	return batch->is_report &&
	       batch->bytes + NLMSG_DEFAULT_SIZE > REPORT_BYTES;
}

/* Without a new datagram the rest of the call's events is lost. */
static bool start_datagram(struct qr_link *link)
{
	struct qr_link_batch *batch = &link->events.batch;

	send_datagram(link);
	if (!is_too_much(batch))
		batch->skb = nlmsg_new(batch->bytes ? NLMSG_DEFAULT_SIZE :
						      FIRST_SIZE,
				       GFP_ATOMIC | __GFP_NOWARN);
	batch->is_lost = !batch->skb;
	return batch->skb;
}

static bool put_message(struct sk_buff *skb, const struct event *event,
			put_event *put)
{
	void *head = genlmsg_put(skb, 0, 0, family, 0, event->command);

	if (!head)
		return false;
	if (put(skb, event)) {
		genlmsg_cancel(skb, head);
		return false;
	}
	genlmsg_end(skb, head);
	event->link->events.batch.message = head;
	return true;
}

/* Into the same datagram as the message before, if it fits. */
static void add_event(const struct event *event, put_event *put)
{
	struct qr_link_batch *batch = &event->link->events.batch;

	if (batch->is_lost ||
	    (batch->skb && put_message(batch->skb, event, put)))
		return;
	if (start_datagram(event->link) &&
	    !put_message(batch->skb, event, put))
		batch->is_lost = true;
}

static int put_status(struct sk_buff *skb, const struct event *event)
{
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

static int put_limit(struct sk_buff *skb, const struct event *event)
{
	return qr_nlattr_put_link(skb, event->link) ||
	       qr_nlattr_put_addr(skb, IGMP_QUERIER_A_GROUP, event->link,
				  &event->status->refused) ||
	       nla_put_u32(skb, IGMP_QUERIER_A_LIMIT,
			   to_limit(event->status));
}

static int put_duplicate(struct sk_buff *skb, const struct event *event)
{
	return qr_nlattr_put_link(skb, event->link) ||
	       qr_nlattr_put_addr(skb, IGMP_QUERIER_A_DUPLICATE, event->link,
				  &event->status->duplicate);
}

static int put_expired(struct sk_buff *skb, const struct event *event)
{
	return event->change == QR_EXPIRED ?
	       nla_put_flag(skb, IGMP_QUERIER_A_EXPIRED) : 0;
}

static int put_group(struct sk_buff *skb, const struct event *event)
{
	return qr_nlattr_put_group(skb, event->link, event->group,
				   event->link->events.batch.now) ||
	       put_expired(skb, event);
}

static int put_source(struct sk_buff *skb, const struct event *event)
{
	return qr_nlattr_put_link(skb, event->link) ||
	       qr_nlattr_put_addr(skb, IGMP_QUERIER_A_GROUP, event->link,
				  &event->group->node.addr) ||
	       nla_put_u32(skb, IGMP_QUERIER_A_MODE, event->group->mode) ||
	       put_expired(skb, event) ||
	       qr_nlattr_put_source(skb, event->link, event->source,
				    event->link->events.batch.now);
}

/* Whether the source fits into the last message, with others of its group. */
static bool continues(const struct qr_link_batch *batch,
		      const struct event *event)
{
	return batch->message && batch->group == event->group &&
	       batch->command == event->command &&
	       batch->mode == event->group->mode &&
	       batch->is_expired == (event->change == QR_EXPIRED);
}

static bool continue_message(const struct event *event)
{
	struct qr_link_batch *batch = &event->link->events.batch;

	if (!continues(batch, event) ||
	    qr_nlattr_put_source(batch->skb, event->link, event->source,
				 batch->now))
		return false;
	genlmsg_end(batch->skb, batch->message);
	return true;
}

static void add_source(const struct event *event)
{
	struct qr_link_batch *batch = &event->link->events.batch;

	if (batch->is_lost || continue_message(event))
		return;
	add_event(event, put_source);
	batch->group = event->group;
	batch->command = event->command;
	batch->mode = event->group->mode;
	batch->is_expired = event->change == QR_EXPIRED;
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
static void add_separate(struct event *event, u8 command, put_event *put)
{
	event->command = command;
	add_event(event, put);
	event->link->events.batch.group = NULL;
}

static void notify_status(struct qr_link *link, unsigned int events,
			  const struct qr_status *status)
{
	struct event event = { .link = link, .status = status };
	bool new_state = has_new_state(link, status);

	if (!open_batch(link))
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

	if (open_batch(link))
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

	if (open_batch(link))
		add_source(&event);
}

/* After the events, report lost ones, so that subscribers resynchronise. */
static void end_call(struct qr_link *link)
{
	struct qr_link_batch *batch = &link->events.batch;

	if (!batch->is_open)
		return;
	send_datagram(link);
	if (batch->is_lost)
		genl_set_err(family, link_net(link), 0, QR_MCGRP_EVENTS,
			     -ENOBUFS);
	batch->is_open = false;
}

static const struct qr_link_subscriber subscriber = {
	.status = notify_status,
	.group = notify_group,
	.source = notify_source,
	.end = end_call,
};

/* Context: process, before the first link; @genl outlasts all links. */
void qr_netlink_event_init(const struct genl_family *genl)
{
	family = genl;
	qr_link_set_subscriber(&subscriber);
}
