// SPDX-License-Identifier: GPL-2.0
#include "host.h"
#include "compiler.h"
#include "message.h"
#include "notice.h"

#include <stdio.h>
#include <stdlib.h>

/* In the order of JSON, the sources last. */
static const int fields[] = {
	IGMP_QUERIER_A_ADDRESS,
	IGMP_QUERIER_A_MAC,
	IGMP_QUERIER_A_VERSION,
	IGMP_QUERIER_A_MODE,
	IGMP_QUERIER_A_SOURCE_COUNT,
	IGMP_QUERIER_A_FIRST_HEARD,
	IGMP_QUERIER_A_LAST_HEARD,
};

static struct json_object *source_value(const struct nlattr *nest)
{
	const struct nlattr *attrs[IGMP_QUERIER_SOURCE_A_MAX + 1];

	notice_parse_source(nest, attrs);
	return notice_value(attrs[IGMP_QUERIER_SOURCE_A_ADDRESS],
			    &notice_source_attrs[IGMP_QUERIER_SOURCE_A_ADDRESS]);
}

struct json_object *host_new(const struct notice *notice)
{
	struct json_object *host = json_new_object();
	struct json_object *sources = json_new_list();
	const struct nlattr *attr;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		notice_add(host, notice, fields[i]);
	notice_for_each(attr, notice, IGMP_QUERIER_A_SOURCE)
		json_append(sources, source_value(attr));
	json_add(host, "sources", sources);
	return host;
}

struct json_object *host_list(struct json_object *object, const char *name)
{
	struct json_object *list = json_object_object_get(object, name);

	if (list)
		return list;
	list = json_new_list();
	if (json_object_object_add(object, name, list))
		message_no_memory();
	return list;
}

static char *make_key(const struct notice *notice, int type)
{
	struct json_object *address = notice_value(notice->attrs[type],
						   &notice_attrs[type]);
	const char *text = json_object_get_string(address);
	char *key;

	if (asprintf(&key, "%d %d %s",
		     (int)notice_number(notice->attrs[IGMP_QUERIER_A_IFINDEX]),
		     (int)notice_number(notice->attrs[IGMP_QUERIER_A_PROTOCOL]),
		     text ? text : "") < 0)
		message_no_memory();
	json_object_put(address);
	return key;
}

char *host_group_key(const struct notice *notice)
{
	return make_key(notice, IGMP_QUERIER_A_GROUP);
}

char *host_key(const struct notice *notice)
{
	struct json_object *mac = notice_value(notice->attrs[IGMP_QUERIER_A_MAC],
					       &notice_attrs[IGMP_QUERIER_A_MAC]);
	char *start = make_key(notice, IGMP_QUERIER_A_ADDRESS), *key;

	if (asprintf(&key, "%s %s", start,
		     mac ? json_object_get_string(mac) : "") < 0)
		message_no_memory();
	free(start);
	json_object_put(mac);
	return key;
}
