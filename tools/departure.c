// SPDX-License-Identifier: GPL-2.0
#include "departure.h"
#include "compiler.h"
#include "notice.h"

static void note_stats(struct departure *departure, uint64_t protocol,
		       const struct nlattr *stats)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, stats) {
		if (mnl_attr_get_type(attr) !=
		    IGMP_QUERIER_STATS_A_QUERIES_SENT_GENERAL)
			continue;
		departure->sent[protocol] = notice_number(attr);
		departure->known |= 1U << protocol;
	}
}

static void note(const struct notice *notice, void *context)
{
	const struct nlattr *const *attrs = notice->attrs;
	uint64_t protocol = notice_number(attrs[IGMP_QUERIER_A_PROTOCOL]);
	struct departure *departure = context;

	if (notice_number(attrs[IGMP_QUERIER_A_IFINDEX]) ==
	    departure->ifindex && attrs[IGMP_QUERIER_A_STATS] &&
	    protocol < ARRAY_SIZE(departure->sent))
		note_stats(departure, protocol, attrs[IGMP_QUERIER_A_STATS]);
}

void departure_begin(struct departure *departure, unsigned int ifindex)
{
	*departure = (struct departure){ .ifindex = ifindex };
	netlink_try_dump(IGMP_QUERIER_CMD_INTERFACE_GET, ifindex, note,
			 departure);
}

bool departure_is_over(const struct departure *departure,
		       unsigned int families)
{
	struct departure now;
	size_t i;

	departure_begin(&now, departure->ifindex);
	families &= departure->known & now.known;
	for (i = 0; i < ARRAY_SIZE(now.sent); i++)
		if (families & 1U << i && now.sent[i] == departure->sent[i])
			return false;
	return true;
}
