// SPDX-License-Identifier: GPL-2.0
/*
 * show: a row for each querier, or with --verbose everything about it.
 * statistics: all counters that the module has.
 */
#include "compiler.h"
#include "key.h"
#include "link.h"
#include "message.h"
#include "module.h"
#include "obstacle.h"
#include "sysfs.h"
#include "table.h"
#include "value.h"
#include "verbs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
};

/**
 * struct record - one querier as it was read
 * @link: the link
 * @raw: the contents of its files; "" for a file that this module lacks
 * @unable: why it cannot be enabled, or "auto" does not enable it; or NULL
 */
struct record {
	const struct link *link;
	char raw[KEY_COUNT][VALUE_SIZE];
	const struct obstacle *unable;
};

/**
 * struct view - context of the visits of one "show" or "statistics"
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

/* There may be thousands of interfaces: read no file in vain. */
static bool is_needed(const struct request *req, enum key_id id)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (fields[i].id == id)
			return true;
	return req->verbose;
}

/* "auto" is for what can be a querier: the others are none of its business. */
static bool is_auto_and_down(const struct record *rec)
{
	return !strcmp(rec->raw[KEY_QUERIER_ENABLE], "auto") &&
	       !strcmp(rec->raw[KEY_STATE], "down");
}

static bool is_idle(const struct record *rec)
{
	const char *state = rec->raw[KEY_STATE];

	return !strcmp(state, "disabled") || !strcmp(state, "down");
}

/* A link that never ran has no files that show what it does. */
static void fill_idle(struct record *rec, const struct request *req)
{
	static const struct {
		enum key_id id;
		const char *raw;
	} idle[] = {
		{ KEY_OTHER_QUERIER_EXPIRES, "0" },
		{ KEY_GROUPS, "0" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(idle); i++)
		if (is_needed(req, idle[i].id))
			strcpy(rec->raw[idle[i].id], idle[i].raw);
	sysfs_read(rec->link->dir, keys[KEY_VERSION].file,
		   rec->raw[KEY_ACTIVE_VERSION], VALUE_SIZE);
}

/* Why it cannot be enabled, not only now; NULL: it can. */
static const struct obstacle *find_lasting_obstacle(const struct link *link)
{
	const struct obstacle *obstacle;

	obstacle = obstacle_find(link->ifname, link->dir);
	return obstacle && obstacle->lasting ? obstacle : NULL;
}

/* Reads the state last: if that works, the link existed all the time. */
static int read_record(const struct link *link, const struct request *req,
		       struct record *rec)
{
	enum key_id id;
	int err;

	*rec = (struct record){ .link = link };
	for (id = 0; id < KEY_COUNT; id++)
		if (!is_needed(req, id) ||
		    sysfs_read(link->dir, keys[id].file, rec->raw[id],
			       VALUE_SIZE))
			rec->raw[id][0] = '\0';
	err = sysfs_read(link->dir, keys[KEY_STATE].file, rec->raw[KEY_STATE],
			 VALUE_SIZE);
	if (!*rec->raw[KEY_ACTIVE_VERSION] && is_idle(rec))
		fill_idle(rec, req);
	if (!err && (!strcmp(rec->raw[KEY_STATE], "disabled") ||
		     is_auto_and_down(rec)))
		rec->unable = find_lasting_obstacle(link);
	return err;
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
	const char *reason = rec->unable ? rec->unable->reason :
					   rec->raw[KEY_STATE_REASON];
	char text[2 * VALUE_SIZE + sizeof(" ()")];
	const char *state = rec->raw[KEY_STATE];

	if (!*reason || !strcmp(reason, "none"))
		snprintf(text, sizeof(text), "%s", state);
	else
		snprintf(text, sizeof(text), "%s (%s)", state, reason);
	table_add_cell_as(table, state, text);
}

static void add_value(const struct record *rec, enum key_id id,
		      struct table *table)
{
	if (key_is_for(&keys[id], rec->link->family))
		table_add_cell(table, rec->raw[id]);
	else
		table_add_cell(table, keys[id].fixed);
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
			add_value(rec, fields[i].id, table);
	}
}

static void add_long_row(const struct record *rec, struct table *table)
{
	enum key_id id;

	new_row(table, rec->link);
	table_add_cell(table, rec->raw[KEY_QUERIER_ENABLE]);
	for (id = 0; id < KEY_COUNT; id++)
		add_value(rec, id, table);
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

	err = read_record(link, view->req, &rec);
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

static void add_counter(const struct link *link, int dir, const char *counter,
			struct table *table)
{
	char value[VALUE_SIZE];

	if (sysfs_read(dir, counter, value, sizeof(value)))
		return;
	new_row(table, link);
	table_add_cell(table, counter);
	table_add_cell(table, value);
}

/* A link has no counters before it first runs; or it no longer exists. */
static int explain_no_counters(const struct link *link,
			       const struct request *req, int err)
{
	char state[VALUE_SIZE];

	if (err != -ENOENT || sysfs_read(link->dir, keys[KEY_STATE].file,
					 state, sizeof(state)))
		return err;
	if (req->count)
		message_note("%s: %s has not run yet, so nothing was counted",
			     link->ifname, link->family->protocol);
	return 0;
}

static int add_counters(const struct link *link, void *context)
{
	const struct view *view = context;
	struct sysfs_names names;
	int i, dir, err;

	dir = openat(link->dir, "statistics",
		     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return explain_no_counters(link, view->req, -errno);
	err = sysfs_list(dir, &names);
	for (i = 0; i < names.count; i++)
		add_counter(link, dir, names.entry[i]->d_name, view->table);
	sysfs_free_names(&names);
	close(dir);
	return err;
}

int show_statistics(const struct request *req)
{
	struct table *table = new_table("statistics", req->json);
	struct view view = { .req = req, .table = table };
	int status;

	table_add_column(table, "COUNTER", "counter", KIND_TEXT);
	table_add_column(table, "VALUE", "value", KIND_COUNT);
	status = link_visit_all(req->args, req->count, add_counters, &view);
	return status | table_print(table);
}
