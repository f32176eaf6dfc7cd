// SPDX-License-Identifier: GPL-2.0
#include "detail.h"
#include "compiler.h"
#include "device.h"
#include "message.h"
#include "module.h"

#include <stdio.h>
#include <stdlib.h>

static const int members[] = {
	IGMP_QUERIER_A_QUERIER_MAC,
	IGMP_QUERIER_A_QUERIER_SINCE,
	IGMP_QUERIER_A_NEXT_QUERY,
	IGMP_QUERIER_A_LAST_REPORT,
	IGMP_QUERIER_A_OLDER_QUERIER,
	IGMP_QUERIER_A_OLDER_SINCE,
	IGMP_QUERIER_A_HEARD_QUERY_INTERVAL,
	IGMP_QUERIER_A_HEARD_ROBUSTNESS,
	IGMP_QUERIER_A_MEMBERSHIP_INTERVAL,
	IGMP_QUERIER_A_OTHER_QUERIER_INTERVAL,
	IGMP_QUERIER_A_LAST_MEMBER_TIME,
	IGMP_QUERIER_A_OLDER_HOST_INTERVAL,
};

static const char *const counters[IGMP_QUERIER_STATS_A_MAX + 1] = {
	[IGMP_QUERIER_STATS_A_SINCE_MS] = "since_ms",
#include "stat_rows.h"
};

/* By key; NULL: the module was not asked yet. */
static struct json_object *details;

/* A name alone may be of another network namespace than sysfs shows. */
static char *make_key(uint64_t ifindex, uint64_t protocol, const char *ifname)
{
	char *key;

	if (asprintf(&key, "%llu %llu %s", (unsigned long long)ifindex,
		     (unsigned long long)protocol, ifname) < 0)
		message_no_memory();
	return key;
}

static char *notice_key(const struct notice *notice)
{
	const struct nlattr *const *attrs = notice->attrs;

	return make_key(notice_number(attrs[IGMP_QUERIER_A_IFINDEX]),
			notice_number(attrs[IGMP_QUERIER_A_PROTOCOL]),
			notice_text(attrs[IGMP_QUERIER_A_IFNAME]));
}

static struct json_object *new_stats(const struct nlattr *nest)
{
	struct json_object *stats = json_new_object();
	const struct nlattr *attr;
	unsigned int type;

	mnl_attr_for_each_nested(attr, nest) {
		type = mnl_attr_get_type(attr);
		if (type < ARRAY_SIZE(counters) && counters[type])
			json_add(stats, counters[type],
				 json_new_number(notice_number(attr)));
	}
	return stats;
}

static struct json_object *new_detail(const struct notice *notice)
{
	const struct nlattr *stats = notice->attrs[IGMP_QUERIER_A_STATS];
	struct json_object *detail = json_new_object();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		if (notice->attrs[members[i]])
			notice_add(detail, notice, members[i]);
	if (stats)
		json_add(detail, "stats", new_stats(stats));
	return detail;
}

static void add_detail(const struct notice *notice, void *context)
{
	char *key = notice_key(notice);

	if (json_object_object_add(context, key, new_detail(notice)))
		message_no_memory();
	free(key);
}

/* A module that is not loaded would be, for a question. */
static void load(void)
{
	if (details)
		return;
	details = json_new_object();
	if (module_is_loaded())
		netlink_try_dump(IGMP_QUERIER_CMD_INTERFACE_GET, 0, add_detail,
				 details);
}

struct json_object *detail_find(const struct link *link)
{
	struct json_object *detail;
	char *key;

	load();
	key = make_key(device_read_number(link->dir, "../ifindex"),
		       link->family - families, link->ifname);
	detail = json_object_object_get(details, key);
	free(key);
	return detail;
}

const struct notice_attr *detail_member(size_t i)
{
	return i < ARRAY_SIZE(members) ? &notice_attrs[members[i]] : NULL;
}

const char *detail_counter(size_t i)
{
	return i + 1 < ARRAY_SIZE(counters) ? counters[i + 1] : NULL;
}
