// SPDX-License-Identifier: GPL-2.0
/*
 * Requests. Between two messages of a dump only its position is kept.
 */
#include "netlink.h"
#include "link_read.h"
#include "link_table.h"
#include "nlattr.h"
#include "netlink_event.h"
#include "uapi.h"

#include <linux/module.h>
#include <linux/sched.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

static struct genl_family family;

static const struct genl_multicast_group mcast_groups[] = {
	[QR_MCGRP_EVENTS] = { .name = IGMP_QUERIER_MCGRP_EVENTS },
};

/* Attributes of requests. */
static const struct nla_policy policy[IGMP_QUERIER_A_PROTOCOL + 1] = {
	[IGMP_QUERIER_A_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[IGMP_QUERIER_A_PROTOCOL] =
		NLA_POLICY_MAX(NLA_U32, IGMP_QUERIER_PROTOCOL_MLD),
};

/**
 * struct dump_pos - where a dump resumes
 * @ifindex: at this ifindex (inclusive)
 * @family: at the family with this index, within @ifindex (inclusive)
 * @group: at this group of the link (inclusive)
 * @source: at this source of @group; unspecified: at the group as a whole
 */
struct dump_pos {
	int ifindex;
	u8 family;
	union qr_addr group;
	union qr_addr source;
};

/**
 * struct dump - one message of a dump while it is filled
 * @skb: the message
 * @cb: the dump
 * @pos: where the dump resumes, kept in @cb
 * @ifindex: only this device; 0: all
 * @family: only the family with this index; -1: all
 * @link: the current link
 */
struct dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	struct dump_pos *pos;
	int ifindex;
	int family;
	const struct qr_link *link;
};

/* Whether it is enabled is no part of the link's parameters. */
static u32 explicit_params(const struct qr_link *link,
			   const struct qr_params *params)
{
	bool enable = READ_ONCE(link->device.is_explicit);

	return params->explicit | (enable ? BIT(QR_EXPLICIT_QUERIER_ENABLE) : 0);
}

static int put_interface(struct sk_buff *skb, struct qr_link *link)
{
	struct qr_status status = qr_link_read_status(link);
	struct qr_params params = qr_link_read_params(link);

	if (qr_nlattr_put_status(skb, link, &status))
		return -EMSGSIZE;
	if (qr_nla_put_uint(skb, IGMP_QUERIER_A_QUERY_INTERVAL,
			    params.query_interval_ms))
		return -EMSGSIZE;
	return nla_put_u32(skb, IGMP_QUERIER_A_EXPLICIT,
			   explicit_params(link, &params));
}

static int reply_interface(struct sk_buff *skb, struct genl_info *info,
			   int ifindex, u8 protocol)
{
	int index = ifindex;
	u8 found = protocol;
	struct qr_link *link;
	void *head;

	head = genlmsg_put_reply(skb, info, &family, 0,
				 IGMP_QUERIER_CMD_INTERFACE_GET);
	if (!head)
		return -EMSGSIZE;

	link = qr_link_table_next(genl_info_net(info), &index, &found);
	if (!link || index != ifindex || found != protocol) {
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
			      nla_get_u32(attrs[IGMP_QUERIER_A_PROTOCOL]));
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

/* Returns false if there is no room: the next message begins with it. */
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

/* Returns the first source that does not fit, or NULL. */
static const struct qr_source *put_sources(const struct dump *dump,
					   const struct qr_source *source,
					   ktime_t now)
{
	while (source &&
	       !qr_nlattr_put_source(dump->skb, dump->link, source, now))
		source = qr_sources_next(source);
	return source;
}

/* A group, or the rest of its sources; false if there is more. */
static bool dump_group(const struct qr_group *group, ktime_t now, void *arg)
{
	struct dump *dump = arg;
	struct dump_pos *pos = dump->pos;
	const struct qr_source *first, *rest;
	void *head;

	if (!qr_addr_equal(&pos->group, &group->node.addr))
		pos->source = (union qr_addr) {};
	pos->group = group->node.addr;

	first = qr_sources_from(&group->sources, &pos->source);
	if (!first && !qr_addr_any(&pos->source))
		return true;

	head = start_message(dump, IGMP_QUERIER_CMD_GROUP_GET);
	if (!head)
		return false;
	if (qr_nlattr_put_group(dump->skb, dump->link, group, now)) {
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
		pos->source = rest->node.addr;
	return !rest;
}

static bool dump_groups(struct dump *dump, struct qr_link *link)
{
	union qr_addr from = dump->pos->group;

	dump->link = link;
	return qr_link_read_groups(link, &from, dump_group, dump);
}

/* The link at the dump's position, or NULL at its end. RCU held. */
static struct qr_link *dump_link(struct dump *dump)
{
	struct net *net = sock_net(dump->cb->skb->sk);
	struct dump_pos *pos = dump->pos, next = {
		.ifindex = pos->ifindex,
		.family = pos->family,
	};
	struct qr_link *link;

	link = qr_link_table_next(net, &next.ifindex, &next.family);
	if (!link || (dump->ifindex && next.ifindex != dump->ifindex))
		return NULL;
	if (next.ifindex != pos->ifindex || next.family != pos->family)
		*pos = next;
	return link;
}

static bool is_wanted(const struct dump *dump, const struct qr_link *link)
{
	return dump->family < 0 || dump->family == link->family->index;
}

static void skip_link(struct dump_pos *pos)
{
	*pos = (struct dump_pos) {
		.ifindex = pos->ifindex,
		.family = pos->family + 1,
	};
}

/*
 * Fill one message; each link is looked up under RCU of its own.
 *
 * Return: 0 at the end of the dump, as netlink wants it.
 */
static int fill(struct dump *dump, bool (*dump_one)(struct dump *dump,
						    struct qr_link *link))
{
	struct qr_link *link;
	bool done;

	do {
		rcu_read_lock();
		link = dump_link(dump);
		done = !link || !is_wanted(dump, link) || dump_one(dump, link);
		rcu_read_unlock();
		if (done)
			skip_link(dump->pos);
		cond_resched();
	} while (link && done);

	if (!link)
		return 0;
	return dump->skb->len ?: -EMSGSIZE;
}

/*
 * From the validated request: where netlink keeps the attributes of a dump
 * differs between kernels.
 */
static const struct nlattr *dump_attr(const struct netlink_callback *cb,
				      int type)
{
	return nlmsg_find_attr(cb->nlh, GENL_HDRLEN, type);
}

static struct dump start_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nlattr *ifindex = dump_attr(cb, IGMP_QUERIER_A_IFINDEX);
	const struct nlattr *protocol = dump_attr(cb, IGMP_QUERIER_A_PROTOCOL);
	struct dump dump = {
		.skb = skb,
		.cb = cb,
		.pos = (struct dump_pos *)cb->ctx,
		.family = protocol ? nla_get_u32(protocol) : -1,
	};

	BUILD_BUG_ON(sizeof(*dump.pos) > sizeof(cb->ctx));
	if (ifindex)
		dump.ifindex = nla_get_u32(ifindex);
	if (!dump.pos->ifindex)
		dump.pos->ifindex = dump.ifindex;
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

/* Context: process, before the first link. */
int __init qr_netlink_init(void)
{
	qr_netlink_event_init(&family);
	return genl_register_family(&family);
}

/* Context: process, after the last link. */
void qr_netlink_exit(void)
{
	genl_unregister_family(&family);
}
