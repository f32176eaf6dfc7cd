// SPDX-License-Identifier: GPL-2.0
/*
 * show: a row for each querier, or with --verbose everything about it.
 */
#include "compiler.h"
#include "detail.h"
#include "message.h"
#include "module.h"
#include "record.h"
#include "summary.h"
#include "table.h"
#include "verbose.h"
#include "verbs.h"

/* The short form in JSON, after interface and family. */
static const struct {
	const char *name;
	enum key_id id;
} fields[] = {
	{ "querier_enable", KEY_QUERIER_ENABLE },
	{ "state", KEY_STATE },
	{ "state_reason", KEY_STATE_REASON },
	{ "querier", KEY_QUERIER_ADDRESS },
	{ "version", KEY_ACTIVE_VERSION },
	{ "interval_ms", KEY_QUERY_INTERVAL },
	{ "source", KEY_ACTIVE_SOURCE_ADDRESS },
	{ "groups", KEY_GROUPS },
	{ "other_querier_expires_ms", KEY_OTHER_QUERIER_EXPIRES },
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
static struct table *new_json(bool verbose)
{
	struct table *table = table_new("interfaces", true);
	size_t i;

	table_add_column(table, NULL, "interface", KIND_TEXT);
	table_add_column(table, NULL, "family", KIND_TEXT);
	table_add_column(table, NULL, "enabled", KIND_BOOL);
	for (i = 0; verbose && i < KEY_COUNT; i++)
		table_add_column(table, NULL, keys[i].file, keys[i].kind);
	for (i = 0; !verbose && i < ARRAY_SIZE(fields); i++)
		table_add_column(table, NULL, fields[i].name,
				 keys[fields[i].id].kind);
	return table;
}

/* What an older module does not say is left out. */
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

static void add_json(const struct record *rec, struct table *table,
		     bool verbose)
{
	size_t i;

	table_add_row(table);
	table_add_cell(table, rec->link->ifname);
	table_add_cell(table, rec->link->family->name);
	table_add_cell(table, rec->raw[KEY_QUERIER_ENABLE]);
	for (i = 0; verbose && i < KEY_COUNT; i++)
		table_add_cell(table, record_value(rec, i));
	for (i = 0; !verbose && i < ARRAY_SIZE(fields); i++)
		table_add_cell(table, record_value(rec, fields[i].id));
	add_detail(rec, table);
}

static int show_link(const struct link *link, void *context)
{
	struct view *view = context;
	const struct request *req = view->req;
	struct record rec;
	int err;

	err = record_read(link, req->verbose ? NULL : is_shown, &rec);
	if (err || is_hidden(&rec, req))
		return err;
	if (req->json)
		add_json(&rec, view->table, req->verbose);
	else if (req->verbose)
		view->status |= verbose_print(&rec, !view->shown);
	else
		summary_add(&rec, view->table);
	view->shown++;
	return 0;
}

static struct table *new_table(const struct request *req)
{
	if (req->json)
		return new_json(req->verbose);
	return req->verbose ? NULL : summary_new();
}

int show(const struct request *req)
{
	struct view view = { .req = req, .table = new_table(req) };
	int status;

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
