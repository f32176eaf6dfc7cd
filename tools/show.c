// SPDX-License-Identifier: GPL-2.0
/*
 * show: a row for each querier, or with --verbose everything about it.
 */
#include "compiler.h"
#include "detail.h"
#include "message.h"
#include "module.h"
#include "record.h"
#include "table.h"
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* The columns of the short form after interface and family. */
static const struct {
	const char *heading;
	const char *name;
	enum key_id id;
} fields[] = {
	{ NULL, "querier_enable", KEY_QUERIER_ENABLE },
	{ "STATE", "state", KEY_STATE },
	/* People read the reason beside the state. */
	{ NULL, "state_reason", KEY_STATE_REASON },
	{ "QUERIER", "querier", KEY_QUERIER_ADDRESS },
	{ "VERSION", "version", KEY_ACTIVE_VERSION },
	{ "INTERVAL", "interval_ms", KEY_QUERY_INTERVAL },
	{ "SOURCE", "source", KEY_ACTIVE_SOURCE_ADDRESS },
	{ NULL, "groups", KEY_GROUPS },
	{ NULL, "other_querier_expires_ms", KEY_OTHER_QUERIER_EXPIRES },
};

/**
 * struct view - context of the visits of one "show"
 * @req: the request
 * @table: where rows go; NULL: each link prints its own table
 * @shown: number of links shown
 * @status: the status of printing
 */
struct view {
	const struct request *req;
	struct table *table;
	size_t shown;
	int status;
};

static bool is_shown(enum key_id id)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (fields[i].id == id)
			return true;
	return false;
}

/* A list leaves out interfaces that cannot be enabled. */
static bool is_hidden(const struct record *rec, const struct request *req)
{
	return rec->unable && !req->count && !req->all;
}

/* Scripts ask whether there may be a querier, not which word says so. */
static void add_enabled_column(struct table *table)
{
	table_add_column(table, NULL, "enabled", KIND_BOOL);
}

static struct table *new_table(const char *name, bool json)
{
	struct table *table = table_new(name, json);

	table_add_column(table, "INTERFACE", "interface", KIND_TEXT);
	table_add_column(table, "FAMILY", "family", KIND_TEXT);
	return table;
}

static void new_row(struct table *table, const struct link *link)
{
	table_add_row(table);
	table_add_cell(table, link->ifname);
	table_add_cell(table, link->family->name);
}

/* "down (link-down)" */
static void add_state(const struct record *rec, struct table *table)
{
	const char *reason = record_reason(rec);
	char text[2 * VALUE_SIZE + sizeof(" ()")];
	const char *state = rec->raw[KEY_STATE];

	if (!strcmp(reason, "none"))
		snprintf(text, sizeof(text), "%s", state);
	else
		snprintf(text, sizeof(text), "%s (%s)", state, reason);
	table_add_cell_as(table, state, text);
}

/* JSON only; what an older module does not say is left out. */
static void add_detail(const struct record *rec, struct table *table)
{
	const struct notice_attr *member;
	struct json_object *value;
	size_t i;

	for (i = 0; (member = detail_member(i)); i++)
		if (json_object_object_get_ex(rec->detail, member->name,
					      &value))
			table_add_member(table, member->name,
					 json_object_get(value));
}

static void add_row(const struct record *rec, struct table *table)
{
	size_t i;

	new_row(table, rec->link);
	table_add_cell(table, rec->raw[KEY_QUERIER_ENABLE]);
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		if (fields[i].id == KEY_STATE)
			add_state(rec, table);
		else
			table_add_cell(table,
				       record_value(rec, fields[i].id));
	}
	add_detail(rec, table);
}

static void add_long_row(const struct record *rec, struct table *table)
{
	enum key_id id;

	new_row(table, rec->link);
	table_add_cell(table, rec->raw[KEY_QUERIER_ENABLE]);
	for (id = 0; id < KEY_COUNT; id++)
		table_add_cell(table, record_value(rec, id));
	add_detail(rec, table);
}

static void add_short_columns(struct table *table)
{
	size_t i;

	add_enabled_column(table);
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		table_add_column(table, fields[i].heading, fields[i].name,
				 keys[fields[i].id].kind);
}

static void add_all_columns(struct table *table)
{
	enum key_id id;

	add_enabled_column(table);
	for (id = 0; id < KEY_COUNT; id++)
		table_add_column(table, NULL, keys[id].file, keys[id].kind);
}

static void add_key(const struct record *rec, const struct key *key,
		    struct table *table)
{
	char text[VALUE_SIZE], allowed[WORDS_SIZE];
	const char *raw = rec->raw[key - keys];

	value_allowed(key, rec->link->family, allowed);
	table_add_row(table);
	table_add_cell(table, key->name);
	table_add_cell(table, value_format(key->kind, raw, text));
	table_add_cell(table, allowed);
	table_add_cell(table, key->help);
}

/* An older module may lack what can be set. */
static bool has_file(const struct record *rec, const struct key *key)
{
	return key_is_for(key, rec->link->family) &&
	       (key->read_only || *rec->raw[key - keys]);
}

/* The long form for people: a table for each link, a row for each key. */
static int print_all(const struct record *rec, bool first)
{
	const char *headings[] = {
		rec->link->ifname, rec->link->family->protocol, "CAN BE",
		"MEANING",
	};
	struct table *table = table_new("keys", false);
	enum key_id id;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(headings); i++)
		table_add_column(table, headings[i], NULL, KIND_TEXT);
	table_truncate_column(table);
	for (id = 0; id < KEY_COUNT; id++)
		if (has_file(rec, &keys[id]))
			add_key(rec, &keys[id], table);
	if (!first)
		putchar('\n');
	return table_print(table);
}

static int show_link(const struct link *link, void *context)
{
	struct view *view = context;
	struct record rec;
	int err;

	err = record_read(link, view->req->verbose ? NULL : is_shown, &rec);
	if (err || is_hidden(&rec, view->req))
		return err;
	if (!view->table)
		view->status |= print_all(&rec, !view->shown);
	else if (view->req->verbose)
		add_long_row(&rec, view->table);
	else
		add_row(&rec, view->table);
	view->shown++;
	return 0;
}

int show(const struct request *req)
{
	struct view view = { .req = req };
	int status;

	if (req->json || !req->verbose)
		view.table = new_table("interfaces", req->json);
	if (req->json && req->verbose)
		add_all_columns(view.table);
	else if (view.table)
		add_short_columns(view.table);

	status = link_visit_all(req->args, req->count, show_link, &view);
	status |= view.status;
	if (view.table)
		status |= table_print(view.table);
	if (!req->json)
		module_note_version();
	if (!status && !view.shown && !req->json)
		message_note("no interface here can be a querier: -a shows them all");
	return status;
}
