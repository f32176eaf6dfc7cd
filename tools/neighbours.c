// SPDX-License-Identifier: GPL-2.0
#include "neighbours.h"
#include "compiler.h"
#include "route.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/ethernet.h>
#include <stdbool.h>
#include <string.h>

#define ANSWERED	(NUD_REACHABLE | NUD_DELAY | NUD_PROBE)

enum {
	TICKS = 100,		/* USER_HZ, in a second */
	RECENT_S = 600,		/* a host may have left that was seen earlier */
	MACS_MAX = 256,		/* more are as good as this many */
};

/**
 * struct counting - hosts of an interface, by MAC
 * @ifindex: the interface
 * @macs: each once
 * @count: their number
 */
struct counting {
	unsigned int ifindex;
	uint8_t macs[MACS_MAX][ETH_ALEN];
	unsigned int count;
};

static const struct nlattr *find_attr(const struct nlmsghdr *header,
				      uint16_t type, size_t size)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, header, sizeof(struct ndmsg))
		if (mnl_attr_get_type(attr) == type &&
		    mnl_attr_get_payload_len(attr) >= size)
			return attr;
	return NULL;
}

/* The kernel may keep an entry for days as stale. */
static bool is_recent(const struct nlmsghdr *header)
{
	const struct ndmsg *neighbour = mnl_nlmsg_get_payload(header);
	const struct nda_cacheinfo *info;
	const struct nlattr *attr;

	if (neighbour->ndm_state & ANSWERED)
		return true;
	attr = find_attr(header, NDA_CACHEINFO, sizeof(*info));
	if (!(neighbour->ndm_state & NUD_STALE) || !attr)
		return false;
	info = mnl_attr_get_payload(attr);
	return info->ndm_confirmed <= RECENT_S * TICKS;
}

/* A host with several addresses has an entry for each. */
static void note_mac(struct counting *counting, const void *mac)
{
	unsigned int i;

	for (i = 0; i < counting->count; i++)
		if (!memcmp(counting->macs[i], mac, ETH_ALEN))
			return;
	if (i < ARRAY_SIZE(counting->macs))
		memcpy(counting->macs[counting->count++], mac, ETH_ALEN);
}

static int count_one(const struct nlmsghdr *header, void *context)
{
	const struct ndmsg *neighbour = mnl_nlmsg_get_payload(header);
	const struct nlattr *mac = find_attr(header, NDA_LLADDR, ETH_ALEN);
	struct counting *counting = context;

	if ((unsigned int)neighbour->ndm_ifindex == counting->ifindex && mac &&
	    is_recent(header))
		note_mac(counting, mnl_attr_get_payload(mac));
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
