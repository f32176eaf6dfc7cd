// SPDX-License-Identifier: GPL-2.0
/*
 * Requests. Between two messages of a dump only its position is kept.
 */
#include "netlink.h"
#include "link_read.h"
#include "link_table.h"
#include "nlattr.h"
#include "nlattr_interface.h"
#include "netlink_command.h"
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
	[QR_MCGRP_REPORTS] = { .name = IGMP_QUERIER_MCGRP_REPORTS },
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
 * @mac: at this Ethernet address of the host @member
 * @member: at this source of @group; unspecified: at the group as a whole; or
 *	at this host
 */
struct dump_pos {
	int ifindex;
	u8 family;
	u8 mac[QR_MAC_LEN];
	union qr_addr group;
	union qr_addr member;
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
	if (qr_nlattr_interface_put(skb, link))
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

/* Returns false if there was no room: the next message begins with it. */
static bool end_message(const struct dump *dump, void *head, int err)
{
	if (err)
		genlmsg_cancel(dump->skb, head);
	else
		genlmsg_end(dump->skb, head);
	return !err;
}

static bool dump_interface(struct dump *dump, struct qr_link *link)
{
	void *head = start_message(dump, IGMP_QUERIER_CMD_INTERFACE_GET);

	return head && end_message(dump, head,
				   qr_nlattr_interface_put(dump->skb, link));
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
		pos->member = (union qr_addr) {};
	pos->group = group->node.addr;

	first = qr_sources_from(&group->sources, &pos->member);
	if (!first && !qr_addr_any(&pos->member))
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
		pos->member = rest->node.addr;
	return !rest;
}

static bool dump_groups(struct dump *dump, struct qr_link *link)
{
	union qr_addr from = dump->pos->group;

	dump->link = link;
	return qr_link_read_groups(link, &from, dump_group, dump);
}

static bool dump_host(const struct qr_host *host, ktime_t now, void *arg)
{
	struct dump *dump = arg;
	void *head;

	dump->pos->group = host->group->addr;
	dump->pos->member = host->addr;
	memcpy(dump->pos->mac, host->mac, QR_MAC_LEN);
	head = start_message(dump, IGMP_QUERIER_CMD_HOST_GET);
	return head &&
	       end_message(dump, head, qr_nlattr_put_host(dump->skb, dump->link,
							  host, now));
}

static bool dump_hosts(struct dump *dump, struct qr_link *link)
{
	struct qr_host_key from = {
		.group = dump->pos->group,
		.addr = dump->pos->member,
	};

	memcpy(from.mac, dump->pos->mac, QR_MAC_LEN);
	dump->link = link;
	return qr_link_read_hosts(link, &from, dump_host, dump);
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

static int get_hosts(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump dump = start_dump(skb, cb);

	return fill(&dump, dump_hosts);
}

static const struct genl_small_ops ops[] = {
	{
		.cmd = IGMP_QUERIER_CMD_INTERFACE_GET,
		.doit = get_interface,
		.dumpit = get_interfaces,
	}, {
		.cmd = IGMP_QUERIER_CMD_GROUP_GET,
		.dumpit = get_groups,
	}, {
		.cmd = IGMP_QUERIER_CMD_HOST_GET,
		.dumpit = get_hosts,
	},
};

static struct genl_family family __ro_after_init = {
	.name = IGMP_QUERIER_FAMILY_NAME,
	.version = IGMP_QUERIER_FAMILY_VERSION,
	.maxattr = ARRAY_SIZE(policy) - 1,
	.policy = policy,
	.ops = qr_command_ops,
	.n_ops = ARRAY_SIZE(qr_command_ops),
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
