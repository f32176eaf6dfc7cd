// SPDX-License-Identifier: GPL-2.0
/*
 * groups: who listens to what, one row a group.
 */
#include "compiler.h"
#include "json.h"
#include "message.h"
#include "notice.h"
#include "obstacle.h"
#include "table.h"
#include "value.h"
#include "verbs.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many sources stand in a row, unless all are asked for. */
#define FEW_SOURCES	3

/**
 * struct listing - the groups as they come
 * @table: where rows go; NULL for JSON, which is printed as it comes
 * @all: show all sources
 * @count: how many groups there were
 * @ifindex: the interface of the last group
 * @protocol: its protocol
 * @group: its address
 * @sources: its sources, for people
 * @source_count: how many they are
 * @expires: when it ends if nobody reports it again, in ms
 * @ifname: the interface's name
 * @family: the name of the protocol
 * @mode: the group's filter mode
 * @reporter: who reported it last
 * @version: of its oldest member
 * @age: since when there is one
 */
struct listing {
	struct table *table;
	bool all;
	size_t count;
	uint64_t ifindex;
	uint64_t protocol;
	char group[ADDRESS_SIZE];
	char *sources;
	size_t source_count;
	uint64_t expires;
	char ifname[IFNAMSIZ];
	const char *family;
	const char *mode;
	char reporter[ADDRESS_SIZE];
	char version[VALUE_SIZE];
	char age[VALUE_SIZE];
};

static bool is_same(const struct listing *list, const struct notice *notice,
		    const char *group)
{
	const struct nlattr *const *attrs = notice->attrs;

	return list->count &&
	       list->ifindex == notice_number(attrs[IGMP_QUERIER_A_IFINDEX]) &&
	       list->protocol == notice_number(attrs[IGMP_QUERIER_A_PROTOCOL]) &&
	       !strcmp(list->group, group);
}

static void add_group_row(struct listing *list)
{
	char text[VALUE_SIZE];

	table_add_row(list->table);
	table_add_cell(list->table, list->ifname);
	table_add_cell(list->table, list->family);
	table_add_cell(list->table, list->group);
	table_add_cell(list->table, list->mode);
	table_add_cell(list->table, list->sources ? list->sources : "-");
	table_add_cell(list->table, list->reporter);
	table_add_cell(list->table, list->version);
	table_add_cell(list->table, list->age);
	notice_time(list->expires, text, sizeof(text));
	table_add_cell(list->table, text);
}

/* No message continues the last group any more. */
static void end_group(struct listing *list)
{
	if (!list->count)
		return;
	if (list->table) {
		add_group_row(list);
	} else {
		json_close(']');
		json_close('}');
	}
	free(list->sources);
	list->sources = NULL;
	list->source_count = 0;
}

static void begin_row(struct listing *list, const struct notice *notice)
{
	const struct nlattr *const *attrs = notice->attrs;

	list->ifindex = notice_number(attrs[IGMP_QUERIER_A_IFINDEX]);
	list->protocol = notice_number(attrs[IGMP_QUERIER_A_PROTOCOL]);
	snprintf(list->ifname, sizeof(list->ifname), "%s",
		 notice_text(attrs[IGMP_QUERIER_A_IFNAME]));
	list->family = notice_word(attrs[IGMP_QUERIER_A_PROTOCOL],
				   ENUM_PROTOCOL);
	list->mode = notice_word(attrs[IGMP_QUERIER_A_MODE], ENUM_MODE);
	notice_address(attrs[IGMP_QUERIER_A_REPORTER], list->reporter);
	snprintf(list->version, sizeof(list->version), "%llu",
		 (unsigned long long)
		 notice_number(attrs[IGMP_QUERIER_A_VERSION]));
	notice_time(notice_number(attrs[IGMP_QUERIER_A_AGE]), list->age,
		    sizeof(list->age));
	list->expires = notice_number(attrs[IGMP_QUERIER_A_EXPIRES]);
}

static void begin_object(const struct listing *list,
			 const struct notice *notice)
{
	const struct nlattr *const *attrs = notice->attrs;

	json_open(NULL, '{');
	json_text("interface", list->ifname);
	json_text("family", list->family);
	json_text("group", list->group);
	json_text("mode", list->mode);
	json_text("reporter", list->reporter);
	json_number("version", notice_number(attrs[IGMP_QUERIER_A_VERSION]));
	json_number("age_ms", notice_number(attrs[IGMP_QUERIER_A_AGE]));
	if (attrs[IGMP_QUERIER_A_EXPIRES])
		json_number("expires_ms", list->expires);
	else
		json_text("expires_ms", NULL);
	json_open("sources", '[');
}

static void add_object(const struct source *source)
{
	json_open(NULL, '{');
	json_text("address", source->address);
	json_text("state", source->state);
	if (notice_source_is_excluded(source))
		json_text("expires_ms", NULL);
	else
		json_number("expires_ms", source->expires);
	json_close('}');
}

/* "10.0.0.1,10.0.0.2": in mode exclude a plus marks what is wanted after all. */
static void add_words(struct listing *list, const struct source *source)
{
	const char *before = list->sources ? list->sources : "";
	bool wanted = !strcmp(list->mode, "exclude") &&
		      !notice_source_is_excluded(source);
	char *text;

	if (!list->all && list->source_count == FEW_SOURCES) {
		if (asprintf(&text, "%s,...", before) < 0)
			message_no_memory();
	} else if (asprintf(&text, "%s%s%s%s", before, *before ? "," : "",
			    wanted ? "+" : "", source->address) < 0) {
		message_no_memory();
	}
	free(list->sources);
	list->sources = text;
}

static void add_source(struct listing *list, const struct source *source)
{
	if (!list->table)
		add_object(source);
	else if (list->all || list->source_count <= FEW_SOURCES)
		add_words(list, source);
	list->source_count++;
	/* In mode include the last source is the end of the group. */
	if (!strcmp(list->mode, "include") && source->expires > list->expires)
		list->expires = source->expires;
}

static void add_group(const struct notice *notice, void *context)
{
	const struct nlattr *attr;
	struct listing *list = context;
	char group[ADDRESS_SIZE];

	notice_address(notice->attrs[IGMP_QUERIER_A_GROUP], group);
	if (!is_same(list, notice, group)) {
		end_group(list);
		list->count++;
		memcpy(list->group, group, sizeof(group));
		begin_row(list, notice);
		if (!list->table)
			begin_object(list, notice);
	}
	notice_for_each(attr, notice, IGMP_QUERIER_A_SOURCE) {
		struct source source;

		notice_source(attr, &source);
		add_source(list, &source);
	}
}

static struct table *new_group_table(void)
{
	static const struct {
		const char *heading;
		enum column_type type;
	} columns[] = {
		{ "INTERFACE", COLUMN_TEXT }, { "FAMILY", COLUMN_TEXT },
		{ "GROUP", COLUMN_TEXT }, { "MODE", COLUMN_TEXT },
		{ "SOURCES", COLUMN_TEXT }, { "REPORTER", COLUMN_TEXT },
		{ "VERSION", COLUMN_NUMBER }, { "AGE", COLUMN_NUMBER },
		{ "EXPIRES", COLUMN_NUMBER },
	};
	struct table *table = table_new("groups", false);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(columns); i++)
		table_add_column(table, columns[i].heading, columns[i].type);
	return table;
}

static int list_groups(const struct request *req, struct listing *list)
{
	int status = STATUS_DONE;
	size_t i;

	if (!req->count)
		return netlink_dump(IGMP_QUERIER_CMD_GROUP_GET, 0, add_group,
				    list);
	for (i = 0; i < req->count; i++) {
		unsigned int ifindex = if_nametoindex(req->args[i]);

		if (ifindex)
			status |= netlink_dump(IGMP_QUERIER_CMD_GROUP_GET,
					       ifindex, add_group, list);
		else
			status |= obstacle_fail_no_device(req->args[i]);
	}
	return status;
}

int groups(const struct request *req)
{
	struct listing list = { .all = req->verbose };
	int status;

	if (req->json) {
		json_open(NULL, '{');
		json_open("groups", '[');
	} else {
		list.table = new_group_table();
	}
	status = list_groups(req, &list);
	end_group(&list);
	if (req->json) {
		json_close(']');
		json_close('}');
		json_end();
		status |= message_check_output();
	} else {
		status |= table_print(list.table);
	}
	if (!status && !list.count && !req->json)
		message_note("nobody listens to anything, as far as is known: see 'querierctl show'");
	return status;
}
