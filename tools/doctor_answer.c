// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of the answers: does the LAN report, and does this host?
 */
#include "doctor_checks.h"
#include "layers.h"
#include "netlink.h"
#include "message.h"
#include "notice.h"
#include "route.h"
#include "scene.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_SIZE = sizeof(struct in6_addr) };

#define MARGIN_MS	1000

/* Neighbours that have answered this host. */
#define KNOWN_STATES	(NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE)

/**
 * struct neighbours - who is on an interface's LAN
 * @ifindex: the interface
 * @count: how many hosts this one knows there
 */
struct neighbours {
	unsigned int ifindex;
	unsigned int count;
};

static int count_neighbour(const struct nlmsghdr *header, void *context)
{
	const struct ndmsg *neighbour = mnl_nlmsg_get_payload(header);
	struct neighbours *all = context;

	if ((unsigned int)neighbour->ndm_ifindex == all->ifindex &&
	    neighbour->ndm_state & KNOWN_STATES)
		all->count++;
	return MNL_CB_OK;
}

static unsigned int count_neighbours(const struct scene_link *link)
{
	struct nlmsghdr *header = route_begin(RTM_GETNEIGH, NLM_F_DUMP);
	struct neighbours all = { .ifindex = link->device->ifindex };
	struct ndmsg *request;

	request = mnl_nlmsg_put_extra_header(header, sizeof(*request));
	request->ndm_family = link->family->af;
	route_ask(header, count_neighbour, &all);
	return all.count;
}

/*
 * An IPv6 host is a member of groups in any case; an IPv4 host may have none
 * to report.
 */
void doctor_answer_none(struct scene *scene, const struct scene_link *link)
{
	uint64_t since = link->numbers[IGMP_QUERIER_A_QUERIER_SINCE];
	struct finding *finding;
	unsigned int neighbours;

	if (!scene_is_querier(link) || since == SCENE_NONE ||
	    since <= 2 * scene_number(link, KEY_QUERY_INTERVAL) ||
	    link->numbers[IGMP_QUERIER_A_LAST_REPORT] != SCENE_NONE)
		return;
	neighbours = count_neighbours(link);
	if (!neighbours)
		return;
	finding = scene_find(scene, link->family->af == AF_INET ? D60_IGMP :
			     D60, link);
	finding_number(finding, "neighbours", neighbours);
	finding_number(finding, "since_ms", since / 1000 * 1000);
}

/**
 * struct joins - groups that this host is in, without those that are reported
 * @protocol: an IGMP_QUERIER_PROTOCOL_*
 * @groups: their addresses
 * @count: their number
 */
struct joins {
	uint64_t protocol;
	unsigned char (*groups)[ADDRESS_SIZE];
	size_t count;
};

static void add_join(struct joins *joins, const void *address, size_t len)
{
	joins->groups = reallocarray(joins->groups, joins->count + 1,
				     sizeof(*joins->groups));
	if (!joins->groups)
		message_no_memory();
	memset(joins->groups[joins->count], 0, ADDRESS_SIZE);
	memcpy(joins->groups[joins->count++], address, len);
}

/* 224.0.0.1 is never reported, and others of 224.0.0.0/24 perhaps not. */
static bool is_reported_ipv4(uint32_t group)
{
	static const char setting[] =
		"proc/sys/net/ipv4/igmp_link_local_mcast_reports";
	uint32_t number = ntohl(group);

	if (number >> 8 == INADDR_UNSPEC_GROUP >> 8)
		return number != INADDR_ALLHOSTS_GROUP &&
		       scene_read_number(setting);
	return true;
}

/* A line for each interface, and one with a tab for each of its groups. */
static void read_igmp(struct joins *joins, const struct scene_device *device)
{
	FILE *table = layers_open("proc/net/igmp");
	unsigned int ifindex = 0, group;
	char line[WORDS_SIZE];

	while (table && fgets(line, sizeof(line), table)) {
		if (*line != '\t')
			ifindex = strtoul(line, NULL, 10);
		else if (ifindex == device->ifindex &&
			 sscanf(line, "%x", &group) == 1 &&
			 is_reported_ipv4(group))
			add_join(joins, &group, sizeof(group));
	}
	if (table)
		fclose(table);
}

static bool parse_ipv6(const char *hex, unsigned char *address)
{
	size_t i;

	for (i = 0; i < ADDRESS_SIZE; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &address[i]) != 1)
			return false;
	return true;
}

/* RFC 9777 6: not ff02::1, nor what does not leave the interface. */
static bool is_reported_ipv6(const unsigned char *group)
{
	static const unsigned char all_nodes[] = {
		0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	};

	return (group[1] & 0xf) >= 2 &&
	       memcmp(group, all_nodes, sizeof(all_nodes));
}

static void read_igmp6(struct joins *joins, const struct scene_device *device)
{
	FILE *table = layers_open("proc/net/igmp6");
	char line[WORDS_SIZE], hex[2 * ADDRESS_SIZE + 1];
	unsigned char group[ADDRESS_SIZE];
	unsigned int ifindex;

	while (table && fgets(line, sizeof(line), table))
		if (sscanf(line, "%u %*s %32s", &ifindex, hex) == 2 &&
		    ifindex == device->ifindex && parse_ipv6(hex, group) &&
		    is_reported_ipv6(group))
			add_join(joins, group, sizeof(group));
	if (table)
		fclose(table);
}

/* Takes a group that the module knows from the list. */
static void strike_out(const struct notice *notice, void *context)
{
	const struct nlattr *group = notice->attrs[IGMP_QUERIER_A_GROUP];
	unsigned char address[ADDRESS_SIZE] = { 0 };
	struct joins *joins = context;
	size_t i = 0;

	if (!group || mnl_attr_get_payload_len(group) > sizeof(address) ||
	    notice_number(notice->attrs[IGMP_QUERIER_A_PROTOCOL]) !=
	    joins->protocol)
		return;
	memcpy(address, mnl_attr_get_payload(group),
	       mnl_attr_get_payload_len(group));
	while (i < joins->count) {
		if (memcmp(joins->groups[i], address, sizeof(address)))
			i++;
		else
			memcpy(joins->groups[i], joins->groups[--joins->count],
			       sizeof(address));
	}
}

/* Has the host's own kernel had a query, and the time to answer it? */
static bool was_asked(const struct scene_link *link)
{
	uint64_t since = link->numbers[IGMP_QUERIER_A_QUERIER_SINCE];
	uint64_t least = scene_number(link, KEY_QUERY_RESPONSE_INTERVAL) +
			 MARGIN_MS;

	if (!scene_is_querier(link))
		least += scene_number(link, KEY_OTHER_QUERIER_EXPIRES) +
			 scene_number(link, KEY_QUERY_INTERVAL);
	return since != SCENE_NONE && since > least;
}

static void report_silent(struct scene *scene, const struct scene_link *link,
			  const struct joins *joins)
{
	struct finding *finding = scene_find(scene, link->family->af == AF_INET
					     ? D63 : D63_MLD, link);
	char group[INET6_ADDRSTRLEN];

	inet_ntop(link->family->af, joins->groups[0], group, sizeof(group));
	finding_text(finding, "group", group);
	finding_number(finding, "silent_groups", joins->count);
}

void doctor_answer_not_own(struct scene *scene, const struct scene_link *link)
{
	struct joins joins = { .protocol = link->family - families };

	if (!was_asked(link) || !scene_number(link, KEY_TRACK_GROUPS) ||
	    scene_counter(link, "ignored_group_limit"))
		return;
	if (link->family->af == AF_INET)
		read_igmp(&joins, link->device);
	else
		read_igmp6(&joins, link->device);
	if (joins.count &&
	    netlink_try_dump(IGMP_QUERIER_CMD_GROUP_GET, link->device->ifindex,
			     strike_out, &joins))
		joins.count = 0;
	if (joins.count)
		report_silent(scene, link, &joins);
	free(joins.groups);
}

/* @context: the interface that the kernel would send to the address from */
static int read_exit(const struct nlmsghdr *header, void *context)
{
	unsigned int *ifindex = context;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, header, sizeof(struct rtmsg))
		if (mnl_attr_get_type(attr) == RTA_OIF)
			*ifindex = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static unsigned int find_exit(const struct in_addr *address)
{
	struct nlmsghdr *header = route_begin(RTM_GETROUTE, 0);
	unsigned int ifindex = 0;
	struct rtmsg *request;

	request = mnl_nlmsg_put_extra_header(header, sizeof(*request));
	request->rtm_family = AF_INET;
	request->rtm_dst_len = 32;
	mnl_attr_put(header, RTA_DST, sizeof(*address), address);
	route_ask(header, read_exit, &ifindex);
	return ifindex;
}

/* The larger value counts. */
static bool is_strict(const char *ifname)
{
	static const char all[] = "proc/sys/net/ipv4/conf/all/rp_filter";
	char file[PATH_MAX];
	long long own;

	snprintf(file, sizeof(file), "proc/sys/net/ipv4/conf/%s/rp_filter",
		 ifname);
	own = scene_read_number(file);
	return (own == 1 && scene_read_number(all) < 2) ||
	       (own == 0 && scene_read_number(all) == 1);
}

void doctor_answer_reverse_path(struct scene *scene,
				const struct scene_link *link)
{
	const char *querier = link->raw[KEY_QUERIER_ADDRESS];
	struct in_addr address;

	if (link->family->af != AF_INET || scene_is_querier(link) ||
	    inet_pton(AF_INET, querier, &address) != 1 ||
	    !is_strict(link->device->ifname) ||
	    find_exit(&address) == link->device->ifindex)
		return;
	finding_text(scene_find(scene, D65, link), "querier", querier);
}
