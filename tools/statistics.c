// SPDX-License-Identifier: GPL-2.0
/*
 * statistics: the counters of each querier. They are files; the module tells
 * of some more, and since when it counts, by netlink.
 */
#include "compiler.h"
#include "detail.h"
#include "key.h"
#include "link.h"
#include "message.h"
#include "sysfs.h"
#include "table.h"
#include "value.h"
#include "verbs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* For people, by how the names of counters begin; others come last. */
static const struct {
	const char *start;
	const char *about;
} topics[] = {
	{ "since_", "time" },
	{ "queries_", "queries" },
	{ "solicitations_", "queries" },
	{ "elections_", "elections" },
	{ "reports_", "reports" },
	{ "leaves_", "reports" },
	{ "groups_", "groups" },
	{ "ignored_", "ignored" },
};

enum { NAME_SIZE = 64 };

/**
 * struct counter - a counter of a link
 * @name: its name
 * @raw: its value
 * @topic: index of topics[], or behind its end
 * @place: where it stands among its topic
 */
struct counter {
	char name[NAME_SIZE];
	char raw[VALUE_SIZE];
	size_t topic;
	size_t place;
};

/* More than any module has. */
enum { COUNTERS_MAX = 256 };

/**
 * struct tally - the counters of a link
 * @counter: the counters
 * @count: their number
 */
struct tally {
	struct counter counter[COUNTERS_MAX];
	size_t count;
};

struct view {
	const struct request *req;
	struct table *table;
};

static size_t find_topic(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(topics); i++)
		if (!strncmp(name, topics[i].start, strlen(topics[i].start)))
			break;
	return i;
}

/* Where the module names it; a file that netlink does not name comes last. */
static size_t find_place(const char *name)
{
	const char *known;
	size_t i;

	for (i = 0; (known = detail_counter(i)); i++)
		if (!strcmp(known, name))
			break;
	return i;
}

static void count(struct tally *tally, const char *name, const char *raw)
{
	struct counter *counter;

	if (tally->count == COUNTERS_MAX)
		return;
	counter = &tally->counter[tally->count++];
	*counter = (struct counter){
		.topic = find_topic(name),
		.place = find_place(name),
	};
	snprintf(counter->name, sizeof(counter->name), "%s", name);
	snprintf(counter->raw, sizeof(counter->raw), "%s", raw);
}

static void count_files(struct tally *tally, int dir,
			const struct sysfs_names *names)
{
	char raw[VALUE_SIZE];
	int i;

	for (i = 0; i < names->count; i++) {
		const char *name = names->entry[i]->d_name;

		if (!sysfs_read(dir, name, raw, sizeof(raw)))
			count(tally, name, raw);
	}
}

static bool has(const struct tally *tally, const char *name)
{
	size_t i;

	for (i = 0; i < tally->count; i++)
		if (!strcmp(tally->counter[i].name, name))
			return true;
	return false;
}

/* What has no file. */
static void count_detail(struct tally *tally, const struct link *link)
{
	struct json_object *stats;
	const char *name, *raw;
	size_t i;

	stats = json_object_object_get(detail_find(link), "stats");
	for (i = 0; (name = detail_counter(i)); i++) {
		raw = json_text(stats, name);
		if (raw && !has(tally, name))
			count(tally, name, raw);
	}
}

static int compare(const void *a, const void *b)
{
	const struct counter *first = a, *second = b;

	if (first->topic != second->topic)
		return first->topic < second->topic ? -1 : 1;
	if (first->place != second->place)
		return first->place < second->place ? -1 : 1;
	return strcmp(first->name, second->name);
}

static void add_row(const struct link *link, const struct counter *counter,
		    struct table *table)
{
	bool is_time = counter->topic == find_topic("since_ms");
	char text[VALUE_SIZE];

	table_add_row(table);
	table_add_cell(table, link->ifname);
	table_add_cell(table, link->family->name);
	table_add_cell(table, counter->topic < ARRAY_SIZE(topics) ?
		       topics[counter->topic].about : "other");
	table_add_cell_as(table, counter->name,
			  is_time ? "since" : counter->name);
	table_add_cell_as(table, counter->raw,
			  value_format(is_time ? KIND_AGE : KIND_COUNT,
				       counter->raw, text));
}

static bool is_shown(const struct request *req, const struct counter *counter)
{
	return req->json || req->all || strcmp(counter->raw, "0");
}

static void add_rows(const struct link *link, struct tally *tally,
		     const struct view *view)
{
	size_t i;

	qsort(tally->counter, tally->count, sizeof(*tally->counter), compare);
	for (i = 0; i < tally->count; i++)
		if (is_shown(view->req, &tally->counter[i]))
			add_row(link, &tally->counter[i], view->table);
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

static int show_counters(const struct link *link, void *context)
{
	const struct view *view = context;
	struct tally tally = { .count = 0 };
	struct sysfs_names names;
	int dir, err;

	dir = openat(link->dir, "statistics",
		     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return explain_no_counters(link, view->req, -errno);
	err = sysfs_list(dir, &names);
	count_files(&tally, dir, &names);
	count_detail(&tally, link);
	add_rows(link, &tally, view);
	sysfs_free_names(&names);
	close(dir);
	return err;
}

int statistics(const struct request *req)
{
	struct view view = {
		.req = req,
		.table = table_new("statistics", req->json),
	};
	int status;

	table_add_column(view.table, "INTERFACE", "interface", KIND_TEXT);
	table_add_column(view.table, "FAMILY", "family", KIND_TEXT);
	table_add_column(view.table, "ABOUT", NULL, KIND_TEXT);
	table_add_column(view.table, "COUNTER", "counter", KIND_TEXT);
	table_add_column(view.table, "VALUE", "value", KIND_COUNT);
	status = link_visit_all(req->args, req->count, show_counters, &view);
	return status | table_print(view.table);
}
