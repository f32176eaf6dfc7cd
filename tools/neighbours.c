// SPDX-License-Identifier: GPL-2.0
#include "neighbours.h"
#include "route.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#define ANSWERED	(NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE)

struct counting {
	unsigned int ifindex;
	unsigned int count;
};

static int count_one(const struct nlmsghdr *header, void *context)
{
	const struct ndmsg *neighbour = mnl_nlmsg_get_payload(header);
	struct counting *counting = context;

	if ((unsigned int)neighbour->ndm_ifindex == counting->ifindex &&
	    neighbour->ndm_state & ANSWERED)
		counting->count++;
	return MNL_CB_OK;
}

unsigned int neighbours_count(unsigned int ifindex, int af)
{
	struct nlmsghdr *header = route_begin(RTM_GETNEIGH, NLM_F_DUMP);
	struct counting counting = { .ifindex = ifindex };
	struct ndmsg *request;

	request = mnl_nlmsg_put_extra_header(header, sizeof(*request));
	request->ndm_family = af;
	/* Without an answer none is known. */
	route_ask(header, count_one, &counting);
	return counting.count;
}
