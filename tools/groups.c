// SPDX-License-Identifier: GPL-2.0
/*
 * groups: a row for each multicast group that has listeners.
 */
#include "compiler.h"
#include "host.h"
#include "message.h"
#include "notice.h"
#include "obstacle.h"
#include "table.h"
#include "verbs.h"
#include "wellknown.h"

#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

/* A row shows this many sources unless all are requested. */
#define FEW_SOURCES	3

/* JSON has them in this order, but the sources last. */
static const struct {
	const char *heading;
	int type;
} fields[] = {
	{ "INTERFACE", IGMP_QUERIER_A_IFNAME },
	{ "FAMILY", IGMP_QUERIER_A_PROTOCOL },
	{ "GROUP", IGMP_QUERIER_A_GROUP },
	{ "MODE", IGMP_QUERIER_A_MODE },
	{ "SOURCES", IGMP_QUERIER_A_SOURCE },
	{ "REPORTER", IGMP_QUERIER_A_REPORTER },
	{ "VERSION", IGMP_QUERIER_A_VERSION },
	{ "AGE", IGMP_QUERIER_A_AGE },
	{ "EXPIRES", IGMP_QUERIER_A_EXPIRES },
};

struct group_key {
	uint64_t ifindex;
	uint64_t protocol;
	unsigned char address[sizeof(struct in6_addr)];
};

/* Columns that no attribute is. */
#define HOSTS	"hosts"
#define NAME	"name"

/**
 * struct listing - the groups of a dump
 * @req: the request
 * @table: where rows go
 * @count: number of groups so far
 * @row: the last group; the next message may bring more of its sources
 * @sources: its list of sources, part of @row
 * @key: identifies it
 * @hosts: lists of hosts by host_group_key(), or NULL
 */
struct listing {
	const struct request *req;
	struct table *table;
	size_t count;
	struct json_object *row;
	struct json_object *sources;
	struct group_key key;
	struct json_object *hosts;
};

/* "10.0.0.1,10.0.0.2"; in mode exclude "+10.0.0.3" is a requested one. */
static char *describe_sources(const struct listing *list, bool is_exclude)
{
	size_t i, count = json_object_array_length(list->sources);
	size_t shown = list->req->verbose ? count : MIN(count, FEW_SOURCES);
	const struct json_object *source;
	bool is_marked;
	char *words;
	size_t size;
	FILE *to;

	to = open_memstream(&words, &size);
	if (!to)
		message_no_memory();
	if (!count)
		fputc('-', to);
	for (i = 0; i < shown; i++) {
		source = json_object_array_get_idx(list->sources, i);
		is_marked = is_exclude && json_is(source, "state", "requested");
		fprintf(to, "%s%s%s", i ? "," : "", is_marked ? "+" : "",
			json_text(source, "address"));
	}
	if (shown < count)
		fputs(",...", to);
	if (fclose(to))
		message_no_memory();
	return words;
}

/* In mode include a group expires with its last source. */
static uint64_t last_expiry(const struct listing *list)
{
	size_t i, count = json_object_array_length(list->sources);
	const struct json_object *source;
	uint64_t last = 0;

	for (i = 0; i < count; i++) {
		source = json_object_array_get_idx(list->sources, i);
		last = MAX(last, json_number(source, "expires_ms"));
	}
	return last;
}

static void describe_hosts(struct listing *list)
{
	struct json_object *members = json_object_object_get(list->row, HOSTS);
	size_t i, size, count = json_object_array_length(members);
	char *words;
	FILE *to;

	to = open_memstream(&words, &size);
	if (!to)
		message_no_memory();
	if (!count)
		fputc('-', to);
	for (i = 0; i < count; i++)
		fprintf(to, "%s%s", i ? "," : "",
			json_text(json_object_array_get_idx(members, i),
				  "address"));
	if (fclose(to))
		message_no_memory();
	json_add(list->row, HOSTS, json_new_text(words));
	free(words);
}

/* People read the sources in a few words, and when the group expires. */
static void make_readable(struct listing *list)
{
	bool is_exclude = json_is(list->row, "mode", "exclude");
	uint64_t expires = is_exclude ? json_number(list->row, "expires_ms") :
					last_expiry(list);
	char *words = describe_sources(list, is_exclude);

	json_add(list->row, "expires_ms", json_new_number(expires));
	json_add(list->row, "sources", json_new_text(words));
	free(words);
	if (list->hosts)
		describe_hosts(list);
}

static void end_group(struct listing *list)
{
	if (!list->row)
		return;
	if (!list->req->json)
		make_readable(list);
	table_add_object(list->table, list->row);
	list->row = NULL;
}

static struct group_key get_key(const struct notice *notice)
{
	const struct nlattr *const *attrs = notice->attrs;
	const struct nlattr *group = attrs[IGMP_QUERIER_A_GROUP];
	struct group_key key;

	memset(&key, 0, sizeof(key));
	key.ifindex = notice_number(attrs[IGMP_QUERIER_A_IFINDEX]);
	key.protocol = notice_number(attrs[IGMP_QUERIER_A_PROTOCOL]);
	if (group)
		memcpy(key.address, mnl_attr_get_payload(group),
		       MIN(mnl_attr_get_payload_len(group),
			   sizeof(key.address)));
	return key;
}

static void add_hosts(struct listing *list, const struct notice *notice)
{
	char *key = host_group_key(notice);

	json_add(list->row, HOSTS, json_object_get(host_list(list->hosts,
							     key)));
	free(key);
}

static void add_name(struct json_object *row)
{
	const char *group = json_text(row,
				      notice_attrs[IGMP_QUERIER_A_GROUP].name);

	json_add(row, NAME, json_new_text(wellknown_name(group ? group : "")));
}

static void begin_group(struct listing *list, const struct notice *notice)
{
	size_t i;

	list->count++;
	list->row = json_new_object();
	list->sources = json_new_list();
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (fields[i].type != IGMP_QUERIER_A_SOURCE)
			notice_add(list->row, notice, fields[i].type);
	add_name(list->row);
	json_add(list->row, "sources", list->sources);
	if (list->hosts)
		add_hosts(list, notice);
}

static void add_source(struct listing *list, const struct nlattr *nest)
{
	const struct nlattr *attrs[IGMP_QUERIER_SOURCE_A_MAX + 1];
	struct json_object *source = json_new_object();
	size_t i;

	notice_parse_source(nest, attrs);
	for (i = 1; i < ARRAY_SIZE(attrs); i++)
		json_add(source, notice_source_attrs[i].name,
			 notice_value(attrs[i], &notice_source_attrs[i]));
	json_append(list->sources, source);
}

static void add_group(const struct notice *notice, void *context)
{
	struct group_key key = get_key(notice);
	struct listing *list = context;
	const struct nlattr *attr;

	if (!list->row || memcmp(&list->key, &key, sizeof(key))) {
		end_group(list);
		list->key = key;
		begin_group(list, notice);
	}
	notice_for_each(attr, notice, IGMP_QUERIER_A_SOURCE)
		add_source(list, attr);
}

static struct table *new_group_table(const struct request *req)
{
	struct table *table = table_new("groups", req->json);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		const struct notice_attr *desc = &notice_attrs[fields[i].type];

		table_add_column(table, fields[i].heading, desc->name,
				 desc->kind);
		if (fields[i].type == IGMP_QUERIER_A_GROUP)
			table_add_column(table, "NAME", NAME, KIND_TEXT);
	}
	if (req->hosts)
		table_add_column(table, "HOSTS", HOSTS, KIND_TEXT);
	return table;
}

static void add_host(const struct notice *notice, void *context)
{
	struct listing *list = context;
	char *key = host_group_key(notice);

	json_append(host_list(list->hosts, key), host_new(notice));
	free(key);
}

/* @ifindex: 0: of all interfaces */
static int list_groups(struct listing *list, unsigned int ifindex)
{
	int status = STATUS_DONE;

	if (list->hosts)
		status = netlink_dump(IGMP_QUERIER_CMD_HOST_GET, ifindex,
				      add_host, list);
	if (status)
		return status;
	return netlink_dump(IGMP_QUERIER_CMD_GROUP_GET, ifindex, add_group,
			    list);
}

static int list_groups_of(struct listing *list, const char *ifname)
{
	unsigned int ifindex = if_nametoindex(ifname);

	return ifindex ? list_groups(list, ifindex) :
			 obstacle_fail_no_device(ifname);
}

int groups(const struct request *req)
{
	struct listing list = {
		.req = req,
		.table = new_group_table(req),
		.hosts = req->hosts ? json_new_object() : NULL,
	};
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < req->count; i++)
		status |= list_groups_of(&list, req->args[i]);
	if (!req->count)
		status = list_groups(&list, 0);
	end_group(&list);
	status |= table_print(list.table);
	json_object_put(list.hosts);
	if (!status && !list.count && !req->json)
		message_note("no listener is known: see 'querierctl show'");
	return status;
}
