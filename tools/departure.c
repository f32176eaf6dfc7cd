// SPDX-License-Identifier: GPL-2.0
#include "departure.h"
#include "compiler.h"
#include "device.h"
#include "family.h"
#include "key.h"
#include "notice.h"
#include "sysfs.h"

#include <sys/param.h>
#include <unistd.h>

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

unsigned int departure_pending(const struct departure *departure,
			       unsigned int families)
{
	struct departure now;
	size_t i;

	departure_begin(&now, departure->ifindex);
	families &= departure->known & now.known;
	for (i = 0; i < ARRAY_SIZE(now.sent); i++)
		if (now.sent[i] != departure->sent[i])
			families &= ~(1U << i);
	return families;
}

static unsigned long response_ms(const char *ifname,
				 const struct family *family)
{
	const char *file = keys[KEY_QUERY_RESPONSE_INTERVAL].file;
	int dir = sysfs_open("class/net/%s/%s", ifname, family->name);
	unsigned long ms = 0;

	if (dir >= 0) {
		ms = device_read_number(dir, file);
		close(dir);
	}
	/* Without the file the protocol's default. */
	return ms ? ms : key_initial(KEY_QUERY_RESPONSE_INTERVAL);
}

unsigned long departure_response_ms(const char *ifname, unsigned int asked)
{
	unsigned long longest = 0;
	size_t i;

	for (i = 0; i < family_count; i++)
		if (asked & 1U << i)
			longest = MAX(longest,
				      response_ms(ifname, &families[i]));
	return longest;
}
