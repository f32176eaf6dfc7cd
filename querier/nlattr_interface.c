// SPDX-License-Identifier: GPL-2.0
#include "nlattr_interface.h"
#include "counters.h"
#include "engine_detail.h"
#include "link_read.h"
#include "nlattr.h"
#include "uapi.h"

#include <net/netlink.h>

static const u8 stat_attrs[QR_STAT_COUNT] = {
#include "stat_attr_rows.h"
};

static int put_time(struct sk_buff *skb, int type, ktime_t time)
{
	if (time == QR_NEVER)
		return 0;
	return qr_nla_put_uint(skb, type, ktime_to_ms(time));
}

static int put_number(struct sk_buff *skb, int type, u64 number)
{
	return number ? qr_nla_put_uint(skb, type, number) : 0;
}

static int put_older(struct sk_buff *skb, const struct qr_link *link,
		     const struct qr_detail *detail)
{
	if (detail->older_since == QR_NEVER)
		return 0;
	return qr_nlattr_put_addr(skb, IGMP_QUERIER_A_OLDER_QUERIER, link,
				  &detail->older_querier) ||
	       put_time(skb, IGMP_QUERIER_A_OLDER_SINCE, detail->older_since);
}

static int put_detail(struct sk_buff *skb, const struct qr_link *link,
		      const struct qr_detail *detail)
{
	return put_time(skb, IGMP_QUERIER_A_QUERIER_SINCE,
			detail->querier_since) ||
	       put_time(skb, IGMP_QUERIER_A_NEXT_QUERY, detail->next_query) ||
	       put_time(skb, IGMP_QUERIER_A_LAST_REPORT, detail->last_report) ||
	       put_older(skb, link, detail) ||
	       put_number(skb, IGMP_QUERIER_A_HEARD_QUERY_INTERVAL,
			  detail->heard_query_interval_ms) ||
	       put_number(skb, IGMP_QUERIER_A_HEARD_ROBUSTNESS,
			  detail->heard_robustness) ||
	       put_time(skb, IGMP_QUERIER_A_MEMBERSHIP_INTERVAL,
			detail->membership) ||
	       put_time(skb, IGMP_QUERIER_A_OTHER_QUERIER_INTERVAL,
			detail->other_querier) ||
	       put_time(skb, IGMP_QUERIER_A_LAST_MEMBER_TIME,
			detail->last_member) ||
	       put_time(skb, IGMP_QUERIER_A_OLDER_HOST_INTERVAL,
			detail->older_host);
}

static int put_stats(struct sk_buff *skb, const struct qr_link *link,
		     const struct qr_link_view *view)
{
	struct nlattr *nest = nla_nest_start(skb, IGMP_QUERIER_A_STATS);
	enum qr_stat stat;

	if (!nest ||
	    put_time(skb, IGMP_QUERIER_STATS_A_SINCE_MS, view->counting))
		return -EMSGSIZE;
	for (stat = 0; stat < QR_STAT_COUNT; stat++) {
		if (qr_counters_has(link->family->proto, stat) &&
		    qr_nla_put_uint(skb, stat_attrs[stat],
				    view->stats.count[stat]))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/* Whether it is enabled is no part of the link's parameters. */
static u32 explicit_params(const struct qr_link *link, u32 explicit)
{
	bool enable = READ_ONCE(link->device.is_explicit);

	return explicit | (enable ? BIT(QR_EXPLICIT_QUERIER_ENABLE) : 0);
}

int qr_nlattr_interface_put(struct sk_buff *skb, struct qr_link *link)
{
	struct qr_link_view view;

	qr_link_read_view(link, &view);
	if (qr_nlattr_put_status(skb, link, &view.status) ||
	    qr_nla_put_uint(skb, IGMP_QUERIER_A_QUERY_INTERVAL,
			    view.query_interval_ms) ||
	    nla_put_u32(skb, IGMP_QUERIER_A_EXPLICIT,
			explicit_params(link, view.explicit)))
		return -EMSGSIZE;
	if (!view.is_active)
		return 0;
	if (qr_nlattr_put_mac(skb, IGMP_QUERIER_A_QUERIER_MAC,
			      view.status.querier ? link->dev->dev_addr :
						    view.detail.querier_mac) ||
	    put_detail(skb, link, &view.detail) ||
	    put_stats(skb, link, &view))
		return -EMSGSIZE;
	return 0;
}
