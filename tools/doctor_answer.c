// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of the answers: does the LAN report, and does this host?
 */
#include "compiler.h"
#include "doctor_checks.h"
#include "joins.h"
#include "netlink.h"
#include "neighbours.h"
#include "notice.h"
#include "route.h"
#include "scene.h"
#include "silence.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

/* The kernel's timers may be late by an eighth, and a little more. */
#define LATE_PART	8
#define MARGIN_MS	1000

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
	neighbours = neighbours_count(link->device->ifindex, link->family->af);
	if (!neighbours)
		return;
	finding = scene_find(scene, link->family->af == AF_INET ? D60_IGMP :
			     D60, link);
	finding_number(finding, "neighbours", neighbours);
	finding_number(finding, "since_ms", since / 1000 * 1000);
}

/**
 * struct table - the groups that the module knows on a link
 * @joins: those of this host, which are marked as they are found
 * @age_ms: since the oldest of all is known
 */
struct table {
	struct joins joins;
	uint64_t age_ms;
};

static void strike_out(struct joins *joins, const struct nlattr *group)
{
	uint8_t address[JOINS_ADDRESS_SIZE] = { 0 };
	struct join *join;

	if (!group || mnl_attr_get_payload_len(group) > sizeof(address))
		return;
	memcpy(address, mnl_attr_get_payload(group),
	       mnl_attr_get_payload_len(group));
	join = joins_find(joins, address);
	if (join)
		join->is_reported = true;
}

static void note_group(const struct notice *notice, void *context)
{
	struct table *table = context;
	uint64_t age = notice_number(notice->attrs[IGMP_QUERIER_A_AGE]);

	if (notice_number(notice->attrs[IGMP_QUERIER_A_PROTOCOL]) !=
	    table->joins.family)
		return;
	table->age_ms = MAX(table->age_ms, age);
	strike_out(&table->joins, notice->attrs[IGMP_QUERIER_A_GROUP]);
}

/* Until all hosts have answered a query. */
static uint64_t answer_ms(const struct scene_link *link)
{
	uint64_t response = scene_number(link, KEY_QUERY_RESPONSE_INTERVAL);

	return response + response / LATE_PART + MARGIN_MS;
}

/* Has the host's own kernel had a query, and the time to answer it? */
static bool was_asked(const struct scene_link *link)
{
	uint64_t since = link->numbers[IGMP_QUERIER_A_QUERIER_SINCE];
	uint64_t least = answer_ms(link);

	if (!scene_is_querier(link))
		least += scene_number(link, KEY_OTHER_QUERIER_EXPIRES) +
			 scene_number(link, KEY_QUERY_INTERVAL);
	return since != SCENE_NONE && since > least;
}

/*
 * Was it asked since the table was last emptied, as by "clear"? So it was if the
 * table never had a group, or has an old one.
 */
static bool is_complete(const struct scene_link *link,
			const struct table *table)
{
	return !link->groups_added ||
	       table->age_ms > scene_number(link, KEY_QUERY_INTERVAL) +
			       answer_ms(link);
}

/* Was there a report that the table may lack for another reason? */
static bool has_refused(const struct scene_link *link)
{
	static const char *const counters[] = {
		"ignored_group_limit", "ignored_effort",
		"ignored_memory_limit", "ignored_memory",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counters); i++)
		if (scene_counter(link, counters[i]))
			return true;
	return false;
}

void doctor_answer_not_own(struct scene *scene, const struct scene_link *link)
{
	struct table table = { 0 };

	if (!was_asked(link) || !scene_number(link, KEY_TRACK_GROUPS) ||
	    has_refused(link))
		return;
	joins_read(&table.joins, link->family - families,
		   link->device->ifindex);
	if (table.joins.count &&
	    !netlink_try_dump(IGMP_QUERIER_CMD_GROUP_GET,
			      link->device->ifindex, note_group, &table) &&
	    is_complete(link, &table))
		silence_report(scene, link, &table.joins);
	joins_free(&table.joins);
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
