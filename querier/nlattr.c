// SPDX-License-Identifier: GPL-2.0
#include "nlattr.h"
#include "device.h"
#include "uapi.h"

#include <net/netlink.h>

static_assert((int)IGMP_QUERIER_PROTOCOL_IGMP == QR_INDEX_IPV4);
static_assert((int)IGMP_QUERIER_PROTOCOL_MLD == QR_INDEX_IPV6);
static_assert((int)IGMP_QUERIER_STATE_NON_QUERIER == QR_STATE_NON_QUERIER);
static_assert((int)IGMP_QUERIER_REASON_NO_WIRE == QR_REASON_NO_WIRE);
static_assert((int)IGMP_QUERIER_FILTER_MODE_EXCLUDE == QR_EXCLUDE);

int qr_nlattr_put_addr(struct sk_buff *skb, int type,
		       const struct qr_link *link, const union qr_addr *addr)
{
	return nla_put(skb, type, link->family->proto->addr_len, addr);
}

/* Zeros are an unknown one. */
int qr_nlattr_put_mac(struct sk_buff *skb, int type, const u8 *mac)
{
	return memchr_inv(mac, 0, QR_MAC_LEN) ?
	       nla_put(skb, type, QR_MAC_LEN, mac) : 0;
}

/* In milliseconds; 0 for a time that has passed and is not handled yet. */
static int put_left(struct sk_buff *skb, int type, ktime_t until, ktime_t now)
{
	s64 left = ktime_to_ms(ktime_sub(until, now));

	return qr_nla_put_uint(skb, type, max_t(s64, left, 0));
}

int qr_nlattr_put_link(struct sk_buff *skb, const struct qr_link *link)
{
	char name[IFNAMSIZ];

	/* A copy, as the device may be renamed at this moment. */
	strscpy(name, link->dev->name, sizeof(name));
	return nla_put_u32(skb, IGMP_QUERIER_A_IFINDEX, link->dev->ifindex) ||
	       nla_put_string(skb, IGMP_QUERIER_A_IFNAME, name) ||
	       nla_put_u32(skb, IGMP_QUERIER_A_PROTOCOL, link->family->index);
}

/* The link, and its status. */
int qr_nlattr_put_status(struct sk_buff *skb, const struct qr_link *link,
			 const struct qr_status *status)
{
	if (qr_nlattr_put_link(skb, link) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_STATE,
			qr_device_state(link, status)) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_REASON,
			READ_ONCE(link->device.reason)) ||
	    qr_nlattr_put_addr(skb, IGMP_QUERIER_A_SOURCE_ADDRESS, link,
			       &status->source) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_VERSION, status->active_version) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_GROUPS, status->groups))
		return -EMSGSIZE;
	if (status->known &&
	    qr_nlattr_put_addr(skb, IGMP_QUERIER_A_QUERIER_ADDRESS, link,
			       &status->address))
		return -EMSGSIZE;
	if (status->other_expires &&
	    qr_nla_put_uint(skb, IGMP_QUERIER_A_OTHER_QUERIER_EXPIRES,
			    ktime_to_ms(status->other_expires)))
		return -EMSGSIZE;
	return 0;
}

/*
 * The link, and a group without its sources. The link is locked, or the group
 * is detached from it.
 */
int qr_nlattr_put_group(struct sk_buff *skb, const struct qr_link *link,
			const struct qr_group *group, ktime_t now)
{
	const struct qr_proto *proto = link->family->proto;
	u8 version = qr_group_version(group, proto->version_max, now);

	if (qr_nlattr_put_link(skb, link) ||
	    qr_nlattr_put_addr(skb, IGMP_QUERIER_A_GROUP, link,
			       &group->node.addr) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_MODE, group->mode) ||
	    qr_nlattr_put_addr(skb, IGMP_QUERIER_A_REPORTER, link,
			       &group->reporter) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_VERSION, version) ||
	    qr_nla_put_uint(skb, IGMP_QUERIER_A_AGE,
			    ktime_to_ms(ktime_sub(now, group->since))))
		return -EMSGSIZE;
	if (group->mode == QR_EXCLUDE &&
	    put_left(skb, IGMP_QUERIER_A_EXPIRES, group->expires, now))
		return -EMSGSIZE;
	return 0;
}

/* A source of a group, nested; @skb is unchanged if there is no room. */
int qr_nlattr_put_source(struct sk_buff *skb, const struct qr_link *link,
			 const struct qr_source *source, ktime_t now)
{
	struct nlattr *nest = nla_nest_start(skb, IGMP_QUERIER_A_SOURCE);

	if (!nest ||
	    qr_nlattr_put_addr(skb, IGMP_QUERIER_SOURCE_A_ADDRESS, link,
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

static int put_host_sources(struct sk_buff *skb, const struct qr_link *link,
			    const struct qr_host *host)
{
	struct nlattr *nest;
	int i;

	for (i = 0; host->is_listed && i < host->source_count; i++) {
		nest = nla_nest_start(skb, IGMP_QUERIER_A_SOURCE);
		if (!nest ||
		    qr_nlattr_put_addr(skb, IGMP_QUERIER_SOURCE_A_ADDRESS, link,
				       &host->sources[i]))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_age(struct sk_buff *skb, int type, ktime_t since, ktime_t now)
{
	return qr_nla_put_uint(skb, type, ktime_to_ms(ktime_sub(now, since)));
}

/* The link, and a host as a member of one of its groups. */
int qr_nlattr_put_host(struct sk_buff *skb, const struct qr_link *link,
		       const struct qr_host *host, ktime_t now)
{
	if (qr_nlattr_put_link(skb, link) ||
	    qr_nlattr_put_addr(skb, IGMP_QUERIER_A_GROUP, link,
			       &host->group->addr) ||
	    qr_nlattr_put_addr(skb, IGMP_QUERIER_A_ADDRESS, link,
			       &host->addr) ||
	    qr_nlattr_put_mac(skb, IGMP_QUERIER_A_MAC, host->mac) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_VERSION, host->version) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_MODE, host->mode) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_SOURCE_COUNT,
			host->source_count) ||
	    put_host_sources(skb, link, host))
		return -EMSGSIZE;
	return put_age(skb, IGMP_QUERIER_A_FIRST_HEARD, qr_host_first(host),
		       now) ||
	       put_age(skb, IGMP_QUERIER_A_LAST_HEARD, qr_host_last(host, now),
		       now);
}
