// SPDX-License-Identifier: GPL-2.0
#include "netlink_command.h"
#include "link_command.h"
#include "link_table.h"
#include "uapi.h"

#include <linux/rtnetlink.h>

static const struct nla_policy policy[IGMP_QUERIER_A_GROUP + 1] = {
	[IGMP_QUERIER_A_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[IGMP_QUERIER_A_PROTOCOL] =
		NLA_POLICY_MAX(NLA_U32, IGMP_QUERIER_PROTOCOL_MLD),
	[IGMP_QUERIER_A_GROUP] = {
		.type = NLA_BINARY,
		.len = sizeof(union qr_addr),
	},
};

typedef int command(struct qr_link *link, const union qr_addr *group);

/* Under rtnl, which keeps the link. */
static struct qr_link *find_link(struct genl_info *info)
{
	u32 ifindex = nla_get_u32(info->attrs[IGMP_QUERIER_A_IFINDEX]);
	u32 protocol = nla_get_u32(info->attrs[IGMP_QUERIER_A_PROTOCOL]);
	/* NULL: the kernel lacks it. */
	const struct qr_family *family = qr_families[protocol];
	struct net_device *dev;

	dev = __dev_get_by_index(genl_info_net(info), ifindex);
	return dev && family ? qr_link_table_find(dev, family) : NULL;
}

/* @group: filled in. */
static bool is_address(const struct nlattr *attr, const struct qr_link *link,
		       union qr_addr *group)
{
	*group = (union qr_addr) {};
	if (nla_len(attr) != link->family->proto->addr_len)
		return false;
	memcpy(group, nla_data(attr), nla_len(attr));
	return true;
}

static void explain(int err, struct netlink_ext_ack *extack)
{
	switch (err) {
	case -ENETDOWN:
		NL_SET_ERR_MSG(extack, "the querier does not run");
		break;
	case -EBUSY:
		NL_SET_ERR_MSG(extack, "this host is not the querier");
		break;
	case -EOPNOTSUPP:
		NL_SET_ERR_MSG(extack, "version 1 cannot ask for a group");
		break;
	case -EINVAL:
		NL_SET_ERR_MSG(extack, "hosts never report this group");
		break;
	case -EAGAIN:
		NL_SET_ERR_MSG(extack, "other queries are still to be sent");
		break;
	case -ENOENT:
		NL_SET_ERR_MSG(extack, "the group has no members");
		break;
	}
}

static int run_on_link(struct genl_info *info, command *run)
{
	const struct nlattr *attr = info->attrs[IGMP_QUERIER_A_GROUP];
	struct qr_link *link = find_link(info);
	union qr_addr group;
	int err;

	if (!link) {
		NL_SET_ERR_MSG(info->extack, "no such interface and protocol");
		return -ENODEV;
	}
	if (attr && !is_address(attr, link, &group)) {
		NL_SET_ERR_MSG(info->extack, "no address of the protocol");
		return -EINVAL;
	}
	err = run(link, attr ? &group : NULL);
	explain(err, info->extack);
	return err;
}

static int run_command(struct genl_info *info, command *run)
{
	int err;

	if (!info->attrs[IGMP_QUERIER_A_IFINDEX] ||
	    !info->attrs[IGMP_QUERIER_A_PROTOCOL]) {
		NL_SET_ERR_MSG(info->extack, "ifindex or protocol is missing");
		return -EINVAL;
	}
	rtnl_lock();
	err = run_on_link(info, run);
	rtnl_unlock();
	return err;
}

static int do_query(struct sk_buff *skb, struct genl_info *info)
{
	return run_command(info, qr_link_command_query);
}

static int do_clear(struct sk_buff *skb, struct genl_info *info)
{
	return run_command(info, qr_link_command_clear);
}

const struct genl_ops qr_command_ops[QR_COMMAND_OPS] = {
	{
		.cmd = IGMP_QUERIER_CMD_QUERY,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = policy,
		.maxattr = ARRAY_SIZE(policy) - 1,
		.doit = do_query,
	}, {
		.cmd = IGMP_QUERIER_CMD_CLEAR,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = policy,
		.maxattr = ARRAY_SIZE(policy) - 1,
		.doit = do_clear,
	},
};
