// SPDX-License-Identifier: GPL-2.0
/*
 * hosts: a row for each host that is a member of some group.
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
#include <stdio.h>
#include <stdlib.h>
#include <sys/param.h>

/* A row shows this many groups unless all are requested. */
#define FEW_GROUPS	3

/* A row's list of objects, one for each group; for people words. */
#define GROUPS		"groups"

/* JSON has them in this order, and then the groups. */
static const struct {
	const char *heading;
	int type;
} fields[] = {
	{ "INTERFACE", IGMP_QUERIER_A_IFNAME },
	{ "FAMILY", IGMP_QUERIER_A_PROTOCOL },
	{ "ADDRESS", IGMP_QUERIER_A_ADDRESS },
	{ "MAC", IGMP_QUERIER_A_MAC },
	{ "VERSION", IGMP_QUERIER_A_VERSION },
	{ "HEARD", IGMP_QUERIER_A_LAST_HEARD },
};

/**
 * struct roll - the hosts of a dump
 * @rows: an object for each, in the order of their first group
 * @index: the same by host_key()
 */
struct roll {
	struct json_object *rows;
	struct json_object *index;
};

static struct json_object *new_row(const struct notice *notice)
{
	struct json_object *row = json_new_object();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		notice_add(row, notice, fields[i].type);
	json_add(row, GROUPS, json_new_list());
	return row;
}

static struct json_object *find_row(struct roll *roll,
				    const struct notice *notice)
{
	char *key = host_key(notice);
	struct json_object *row = json_object_object_get(roll->index, key);

	if (!row) {
		row = new_row(notice);
		json_append(roll->rows, row);
		if (json_object_object_add(roll->index, key,
					   json_object_get(row)))
			message_no_memory();
	}
	free(key);
	return row;
}

/* Of all groups: the oldest version, and when it was last heard. */
static void lower(struct json_object *row, const struct json_object *member,
		  int type)
{
	const char *name = notice_attrs[type].name;
	uint64_t number = json_number(member, name);

	if (number < json_number(row, name))
		json_add(row, name, json_new_number(number));
}

static void add_member(const struct notice *notice, void *context)
{
	struct json_object *row = find_row(context, notice);
	struct json_object *member = host_new(notice);

	lower(row, member, IGMP_QUERIER_A_VERSION);
	lower(row, member, IGMP_QUERIER_A_LAST_HEARD);
	json_object_object_del(member,
			       notice_attrs[IGMP_QUERIER_A_ADDRESS].name);
	json_object_object_del(member, notice_attrs[IGMP_QUERIER_A_MAC].name);
	notice_add(member, notice, IGMP_QUERIER_A_GROUP);
	json_add(member, "name",
		 json_new_text(wellknown_name(json_text(member, "group"))));
	json_append(host_list(row, GROUPS), member);
}

/* "224.0.0.251(mDNS)" */
static void describe_group(const struct json_object *member, FILE *to)
{
	const char *name = json_text(member, "name");

	fputs(json_text(member, "group"), to);
	if (name)
		fprintf(to, "(%s)", name);
}

/* "239.1.1.1,239.2.2.2,..." */
static char *describe_groups(const struct request *req,
			     struct json_object *list)
{
	size_t i, size, count = json_object_array_length(list);
	size_t shown = req->verbose ? count : MIN(count, FEW_GROUPS);
	char *words;
	FILE *to;

	to = open_memstream(&words, &size);
	if (!to)
		message_no_memory();
	for (i = 0; i < shown; i++) {
		fputs(i ? "," : "", to);
		describe_group(json_object_array_get_idx(list, i), to);
	}
	if (shown < count)
		fputs(",...", to);
	if (fclose(to))
		message_no_memory();
	return words;
}

static struct table *new_host_table(const struct request *req)
{
	struct table *table = table_new("hosts", req->json);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		table_add_column(table, fields[i].heading,
				 notice_attrs[fields[i].type].name,
				 notice_attrs[fields[i].type].kind);
	table_add_column(table, "GROUPS", GROUPS, KIND_TEXT);
	return table;
}

static void make_readable(const struct request *req, struct json_object *row)
{
	char *words = describe_groups(req, host_list(row, GROUPS));

	json_add(row, GROUPS, json_new_text(words));
	free(words);
}

static int print_roll(const struct request *req, struct roll *roll)
{
	struct table *table = new_host_table(req);
	struct json_object *row;
	size_t i;

	for (i = 0; i < json_object_array_length(roll->rows); i++) {
		row = json_object_array_get_idx(roll->rows, i);
		if (!req->json)
			make_readable(req, row);
		table_add_object(table, json_object_get(row));
	}
	return table_print(table);
}

/* @ifindex: 0: of all interfaces */
static int dump_hosts(struct roll *roll, unsigned int ifindex)
{
	return netlink_dump(IGMP_QUERIER_CMD_HOST_GET, ifindex, add_member,
			    roll);
}

static int list_hosts(struct roll *roll, const char *ifname)
{
	unsigned int ifindex = if_nametoindex(ifname);

	return ifindex ? dump_hosts(roll, ifindex) :
			 obstacle_fail_no_device(ifname);
}

static int list_all(const struct request *req, struct roll *roll)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < req->count; i++)
		status |= list_hosts(roll, req->args[i]);
	return req->count ? status : dump_hosts(roll, 0);
}

int hosts(const struct request *req)
{
	struct roll roll = {
		.rows = json_new_list(),
		.index = json_new_object(),
	};
	int status;

	status = list_all(req, &roll);
	status |= print_roll(req, &roll);
	if (!status && !json_object_array_length(roll.rows) && !req->json)
		message_note("no host is known: 'querierctl set IFACE track-hosts on' tracks them");
	json_object_put(roll.index);
	json_object_put(roll.rows);
	return status;
}
