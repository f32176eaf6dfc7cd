// SPDX-License-Identifier: GPL-2.0
/*
 * Attributes on one side, what a link tells of itself on the other. Nothing is
 * kept here but the place where a dump goes on.
 */
#include "netlink.h"
#include "device.h"
#include "uapi.h"

#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/sched.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

/* Octets of an event's attributes, and more. */
#define EVENT_SIZE	512

static_assert((int)IGMP_QUERIER_STATE_NON_QUERIER == QR_STATE_NON_QUERIER);
static_assert((int)IGMP_QUERIER_REASON_NO_ADDRESS == QR_REASON_NO_ADDRESS);
static_assert((int)IGMP_QUERIER_FILTER_MODE_EXCLUDE == QR_EXCLUDE);

static struct genl_family family;

enum { EVENTS };

static const struct genl_multicast_group mcast_groups[] = {
	[EVENTS] = { .name = IGMP_QUERIER_MCGRP_EVENTS },
};

/* Of requests. */
static const struct nla_policy policy[IGMP_QUERIER_A_PROTOCOL + 1] = {
	[IGMP_QUERIER_A_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[IGMP_QUERIER_A_PROTOCOL] =
		NLA_POLICY_MAX(NLA_U32, IGMP_QUERIER_PROTOCOL_MLD),
};

/**
 * struct place - where a dump goes on: the next thing to tell
 * @ifindex: the link's device; whatever stands first at it or behind
 * @pf: the link's family; the same
 * @group: one of its groups; the same
 * @source: a source of just this group; unspecified: the group as a whole
 */
struct place {
	int ifindex;
	u8 pf;
	union qr_addr group;
	union qr_addr source;
};

/**
 * struct dump - one message of a dump that is being filled
 * @skb: the message
 * @cb: the dump
 * @place: where it goes on, kept in @cb
 * @ifindex: only of this device; 0: of all
 * @pf: only of this family; 0: of all
 * @link: the link it is at
 */
struct dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	struct place *place;
	int ifindex;
	u8 pf;
	const struct qr_link *link;
};

static u8 pf_of(const struct nlattr *protocol)
{
	if (!protocol)
		return 0;
	return nla_get_u32(protocol) == IGMP_QUERIER_PROTOCOL_MLD ?
	       NFPROTO_IPV6 : NFPROTO_IPV4;
}

static int put_addr(struct sk_buff *skb, int type, const struct qr_link *link,
		    const union qr_addr *addr)
{
	return nla_put(skb, type, link->family->proto->addr_len, addr);
}

/* In milliseconds; 0 for what is just being found out to be past. */
static int put_left(struct sk_buff *skb, int type, ktime_t until, ktime_t now)
{
	s64 left = ktime_to_ms(ktime_sub(until, now));

	return nla_put_uint(skb, type, max_t(s64, left, 0));
}

static int put_link(struct sk_buff *skb, const struct qr_link *link)
{
	bool ipv6 = link->family->pf == NFPROTO_IPV6;
	char name[IFNAMSIZ];

	/* It may be renamed just now. */
	strscpy(name, link->dev->name, sizeof(name));
	return nla_put_u32(skb, IGMP_QUERIER_A_IFINDEX, link->dev->ifindex) ||
	       nla_put_string(skb, IGMP_QUERIER_A_IFNAME, name) ||
	       nla_put_u32(skb, IGMP_QUERIER_A_PROTOCOL,
			   ipv6 ? IGMP_QUERIER_PROTOCOL_MLD :
				  IGMP_QUERIER_PROTOCOL_IGMP);
}

static int put_status(struct sk_buff *skb, const struct qr_link *link,
		      const struct qr_status *status)
{
	if (put_link(skb, link) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_STATE,
			qr_device_state(link, status)) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_REASON, READ_ONCE(link->reason)) ||
	    put_addr(skb, IGMP_QUERIER_A_SOURCE_ADDRESS, link,
		     &status->source) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_VERSION, status->active_version) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_GROUPS, status->groups))
		return -EMSGSIZE;
	if (status->known &&
	    put_addr(skb, IGMP_QUERIER_A_QUERIER_ADDRESS, link,
		     &status->address))
		return -EMSGSIZE;
	if (status->other_expires &&
	    nla_put_uint(skb, IGMP_QUERIER_A_OTHER_QUERIER_EXPIRES,
			 ktime_to_ms(status->other_expires)))
		return -EMSGSIZE;
	return 0;
}

static int put_group(struct sk_buff *skb, const struct qr_link *link,
		     const struct qr_group *group, ktime_t now)
{
	const struct qr_proto *proto = link->family->proto;
	u8 version = qr_group_version(group, proto->version_max, now);

	if (put_link(skb, link) ||
	    put_addr(skb, IGMP_QUERIER_A_GROUP, link, &group->node.addr) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_MODE, group->mode) ||
	    put_addr(skb, IGMP_QUERIER_A_REPORTER, link, &group->reporter) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_VERSION, version) ||
	    nla_put_uint(skb, IGMP_QUERIER_A_AGE,
			 ktime_to_ms(ktime_sub(now, group->since))))
		return -EMSGSIZE;
	if (group->mode == QR_EXCLUDE &&
	    put_left(skb, IGMP_QUERIER_A_EXPIRES, group->expires, now))
		return -EMSGSIZE;
	return 0;
}

static int put_source(struct sk_buff *skb, const struct qr_link *link,
		      const struct qr_source *source, ktime_t now)
{
	struct nlattr *nest = nla_nest_start(skb, IGMP_QUERIER_A_SOURCE);

	if (!nest ||
	    put_addr(skb, IGMP_QUERIER_SOURCE_A_ADDRESS, link,
		     &source->node.addr) ||
	    nla_put_u32(skb, IGMP_QUERIER_SOURCE_A_STATE,
			source->expires ? IGMP_QUERIER_SOURCE_STATE_REQUESTED :
					  IGMP_QUERIER_SOURCE_STATE_EXCLUDED))
		goto cancel;
	if (source->expires &&
	    put_left(skb, IGMP_QUERIER_SOURCE_A_EXPIRES, source->expires, now))
		goto cancel;
	nla_nest_end(skb, nest);
	return 0;

cancel:
	if (nest)
		nla_nest_cancel(skb, nest);
	return -EMSGSIZE;
}

static int put_interface(struct sk_buff *skb, struct qr_link *link)
{
	struct qr_status status = qr_link_status(link);
	struct qr_params params = qr_link_params(link);

	if (put_status(skb, link, &status))
		return -EMSGSIZE;
	return nla_put_uint(skb, IGMP_QUERIER_A_QUERY_INTERVAL,
			    params.query_interval_ms);
}

/* --- requests --- */

static int reply_interface(struct sk_buff *skb, struct genl_info *info,
			   int ifindex, u8 pf)
{
	struct qr_link *link;
	void *head;

	head = genlmsg_put_reply(skb, info, &family, 0,
				 IGMP_QUERIER_CMD_INTERFACE_GET);
	if (!head)
		return -EMSGSIZE;

	link = qr_link_next(genl_info_net(info), ifindex, pf);
	if (!link || link->dev->ifindex != ifindex || link->family->pf != pf) {
		NL_SET_ERR_MSG(info->extack, "no such interface and protocol");
		return -ENODEV;
	}
	if (put_interface(skb, link))
		return -EMSGSIZE;
	genlmsg_end(skb, head);
	return 0;
}

static int get_interface(struct sk_buff *request, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct sk_buff *skb;
	int err;

	if (!attrs[IGMP_QUERIER_A_IFINDEX] || !attrs[IGMP_QUERIER_A_PROTOCOL]) {
		NL_SET_ERR_MSG(info->extack, "ifindex or protocol is missing");
		return -EINVAL;
	}

	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	rcu_read_lock();
	err = reply_interface(skb, info,
			      nla_get_u32(attrs[IGMP_QUERIER_A_IFINDEX]),
			      pf_of(attrs[IGMP_QUERIER_A_PROTOCOL]));
	rcu_read_unlock();
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return genlmsg_reply(skb, info);
}

static void *start_message(const struct dump *dump, u8 command)
{
	struct netlink_callback *cb = dump->cb;

	return genlmsg_put(dump->skb, NETLINK_CB(cb->skb).portid,
			   cb->nlh->nlmsg_seq, &family, NLM_F_MULTI, command);
}

/* Whether it could be told; otherwise the next message begins with it. */
static bool dump_interface(struct dump *dump, struct qr_link *link)
{
	void *head = start_message(dump, IGMP_QUERIER_CMD_INTERFACE_GET);

	if (!head)
		return false;
	if (put_interface(dump->skb, link)) {
		genlmsg_cancel(dump->skb, head);
		return false;
	}
	genlmsg_end(dump->skb, head);
	return true;
}

/* Return: the first source that no longer fits, or NULL. */
static const struct qr_source *put_sources(const struct dump *dump,
					   const struct qr_source *source,
					   ktime_t now)
{
	while (source && !put_source(dump->skb, dump->link, source, now))
		source = qr_sources_next(source);
	return source;
}

/* A group, or what of its sources is still to be told. */
static bool dump_group(const struct qr_group *group, ktime_t now, void *arg)
{
	struct dump *dump = arg;
	struct place *place = dump->place;
	const struct qr_source *first, *rest;
	void *head;

	if (!qr_addr_equal(&place->group, &group->node.addr))
		place->source = (union qr_addr) {};
	place->group = group->node.addr;

	first = qr_sources_from(&group->sources, &place->source);
	if (!first && !qr_addr_any(&place->source))
		return true;

	head = start_message(dump, IGMP_QUERIER_CMD_GROUP_GET);
	if (!head)
		return false;
	if (put_group(dump->skb, dump->link, group, now)) {
		genlmsg_cancel(dump->skb, head);
		return false;
	}
	rest = put_sources(dump, first, now);
	if (rest && rest == first) {
		genlmsg_cancel(dump->skb, head);
		return false;
	}
	genlmsg_end(dump->skb, head);
	if (rest)
		place->source = rest->node.addr;
	return !rest;
}

static bool dump_groups(struct dump *dump, struct qr_link *link)
{
	union qr_addr from = dump->place->group;

	dump->link = link;
	return qr_link_visit_groups(link, &from, dump_group, dump);
}

/* The link at the place where the dump is; NULL at its end. RCU held. */
static struct qr_link *link_at(struct dump *dump)
{
	struct net *net = sock_net(dump->cb->skb->sk);
	struct place *place = dump->place;
	struct qr_link *link;

	link = qr_link_next(net, place->ifindex, place->pf);
	if (!link || (dump->ifindex && link->dev->ifindex != dump->ifindex))
		return NULL;
	if (link->dev->ifindex != place->ifindex ||
	    link->family->pf != place->pf)
		*place = (struct place) {
			.ifindex = link->dev->ifindex,
			.pf = link->family->pf,
		};
	return link;
}

static void move_on(struct place *place)
{
	*place = (struct place) {
		.ifindex = place->ifindex,
		.pf = place->pf + 1,
	};
}

/*
 * Fill one message. Nothing is held between two of them, and within one every
 * link is looked up anew.
 *
 * Return: 0 at the end of the dump, as netlink wants it.
 */
static int fill(struct dump *dump, bool (*tell)(struct dump *dump,
						struct qr_link *link))
{
	struct qr_link *link;
	bool done;

	do {
		rcu_read_lock();
		link = link_at(dump);
		done = !link || (dump->pf && link->family->pf != dump->pf) ||
		       tell(dump, link);
		rcu_read_unlock();
		if (done)
			move_on(dump->place);
		cond_resched();
	} while (link && done);

	if (!link)
		return 0;
	return dump->skb->len ?: -EMSGSIZE;
}

static struct dump start_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr **attrs = genl_info_dump(cb)->attrs;
	struct dump dump = {
		.skb = skb,
		.cb = cb,
		.place = (struct place *)cb->ctx,
		.pf = pf_of(attrs[IGMP_QUERIER_A_PROTOCOL]),
	};

	BUILD_BUG_ON(sizeof(*dump.place) > sizeof(cb->ctx));
	if (attrs[IGMP_QUERIER_A_IFINDEX])
		dump.ifindex = nla_get_u32(attrs[IGMP_QUERIER_A_IFINDEX]);
	if (!dump.place->ifindex)
		dump.place->ifindex = dump.ifindex;
	return dump;
}

static int get_interfaces(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump dump = start_dump(skb, cb);

	return fill(&dump, dump_interface);
}

static int get_groups(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump dump = start_dump(skb, cb);

	return fill(&dump, dump_groups);
}

/* --- events --- */

/**
 * struct event - an event that is being written
 * @skb: the message; NULL: nobody wants it, or there is no memory
 * @head: its header
 */
struct event {
	struct sk_buff *skb;
	void *head;
};

static bool has_listeners(const struct qr_link *link)
{
	return genl_has_listeners(&family, dev_net(link->dev), EVENTS);
}

static bool start_event(struct event *event, u8 command)
{
	event->skb = genlmsg_new(EVENT_SIZE, GFP_ATOMIC | __GFP_NOWARN);
	if (!event->skb)
		return false;
	event->head = genlmsg_put(event->skb, 0, 0, &family, 0, command);
	return event->head;
}

/* Who listens and is not served for want of memory is told of a loss. */
static void finish_event(struct event *event, const struct qr_link *link,
			 int err)
{
	struct net *net = dev_net(link->dev);

	if (!event->skb || err) {
		nlmsg_free(event->skb);
		genl_set_err(&family, net, 0, EVENTS, -ENOBUFS);
		return;
	}
	genlmsg_end(event->skb, event->head);
	genlmsg_multicast_netns(&family, net, event->skb, 0, EVENTS,
				GFP_ATOMIC);
}

static void send_status(const struct qr_link *link, u8 command,
			const struct qr_status *status)
{
	struct event event;
	int err = -ENOMEM;

	if (start_event(&event, command))
		err = put_status(event.skb, link, status);
	finish_event(&event, link, err);
}

static void send_limit(const struct qr_link *link,
		       const struct qr_status *status)
{
	u32 limit = status->refusal == QR_IGNORED_GROUP_LIMIT ?
		    IGMP_QUERIER_LIMIT_GROUPS : IGMP_QUERIER_LIMIT_SOURCES;
	struct event event;
	int err = -ENOMEM;

	if (start_event(&event, IGMP_QUERIER_CMD_LIMIT_HIT))
		err = put_link(event.skb, link) ||
		      put_addr(event.skb, IGMP_QUERIER_A_GROUP, link,
			       &status->refused) ||
		      nla_put_u32(event.skb, IGMP_QUERIER_A_LIMIT, limit);
	finish_event(&event, link, err);
}

static void send_duplicate(const struct qr_link *link,
			   const struct qr_status *status)
{
	struct event event;
	int err = -ENOMEM;

	if (start_event(&event, IGMP_QUERIER_CMD_DUPLICATE_ADDRESS))
		err = put_link(event.skb, link) ||
		      put_addr(event.skb, IGMP_QUERIER_A_DUPLICATE, link,
			       &status->duplicate);
	finish_event(&event, link, err);
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
	bool new_state = has_new_state(link, status);

	if (!has_listeners(link))
		return;
	if (new_state)
		send_status(link, IGMP_QUERIER_CMD_STATE_CHANGED, status);
	if (events & (QR_EVENT_STARTED | QR_EVENT_STOPPED | QR_EVENT_WON |
		      QR_EVENT_LOST | QR_EVENT_OTHER_CHANGED |
		      QR_EVENT_MOVED))
		send_status(link, IGMP_QUERIER_CMD_QUERIER_CHANGED, status);
	if (events & QR_EVENT_LIMIT)
		send_limit(link, status);
	if (events & QR_EVENT_DUPLICATE)
		send_duplicate(link, status);
}

static int put_expired(struct sk_buff *skb, enum qr_member_change change)
{
	return change == QR_EXPIRED ?
	       nla_put_flag(skb, IGMP_QUERIER_A_EXPIRED) : 0;
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
	struct event event;
	int err = -ENOMEM;

	if (!has_listeners(link))
		return;
	if (start_event(&event, commands[change]))
		err = put_group(event.skb, link, group, qr_link_clock()) ||
		      put_expired(event.skb, change);
	finish_event(&event, link, err);
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
	struct event event;
	int err = -ENOMEM;

	if (!has_listeners(link))
		return;
	if (start_event(&event, commands[change]))
		err = put_link(event.skb, link) ||
		      put_addr(event.skb, IGMP_QUERIER_A_GROUP, link,
			       &group->node.addr) ||
		      nla_put_u32(event.skb, IGMP_QUERIER_A_MODE,
				  group->mode) ||
		      put_source(event.skb, link, source, qr_link_clock()) ||
		      put_expired(event.skb, change);
	finish_event(&event, link, err);
}

static const struct qr_link_listener listener = {
	.status = tell_status,
	.group = tell_group,
	.source = tell_source,
};

/* --- the family --- */

static const struct genl_small_ops ops[] = {
	{
		.cmd = IGMP_QUERIER_CMD_INTERFACE_GET,
		.doit = get_interface,
		.dumpit = get_interfaces,
	}, {
		.cmd = IGMP_QUERIER_CMD_GROUP_GET,
		.dumpit = get_groups,
	},
};

static struct genl_family family __ro_after_init = {
	.name = IGMP_QUERIER_FAMILY_NAME,
	.version = IGMP_QUERIER_FAMILY_VERSION,
	.maxattr = ARRAY_SIZE(policy) - 1,
	.policy = policy,
	.small_ops = ops,
	.n_small_ops = ARRAY_SIZE(ops),
	.mcgrps = mcast_groups,
	.n_mcgrps = ARRAY_SIZE(mcast_groups),
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
};

MODULE_ALIAS_GENL_FAMILY(IGMP_QUERIER_FAMILY_NAME);

/**
 * qr_netlink_init() - offer the family, and listen to links for its events
 *
 * Context: process, before there are any links.
 *
 * Return: 0 or a negative error.
 */
int __init qr_netlink_init(void)
{
	qr_link_set_listener(&listener);
	return genl_register_family(&family);
}

/**
 * qr_netlink_exit() - undo qr_netlink_init()
 *
 * Context: process, when there are no links any more.
 */
void qr_netlink_exit(void)
{
	genl_unregister_family(&family);
}
