// SPDX-License-Identifier: GPL-2.0
#include "verbose.h"
#include "color.h"
#include "compiler.h"
#include "detail.h"
#include "stack.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A longer list takes several rows; as long as most addresses. */
enum { LIST_WIDTH = 30, LIST_SIZE = 1024 };

#define INDENT	"  "

#define TITLE(text)	{ .title = text }
#define KEY(key)	{ .id = KEY_ ## key }
#define DETAIL(detail)	{ .member = detail }

/* What belongs together, in the order in which one asks for it. */
static const struct item {
	const char *title;
	const char *member;	/* of detail_find() */
	enum key_id id;
} items[] = {
	TITLE("Now"),
	KEY(STATE),
	KEY(STATE_REASON),
	KEY(QUERIER_ADDRESS),
	DETAIL("querier_mac"),
	DETAIL("querier_since_ms"),
	DETAIL("next_query_ms"),
	KEY(OTHER_QUERIER_EXPIRES),
	DETAIL("heard_query_interval_ms"),
	DETAIL("heard_robustness"),
	KEY(ACTIVE_VERSION),
	DETAIL("older_querier"),
	DETAIL("older_since_ms"),
	KEY(GROUPS),
	DETAIL("last_report_ms"),
	TITLE("Election"),
	KEY(QUERIER_ENABLE),
	KEY(MODE),
	KEY(VERSION),
	KEY(VERSION_FALLBACK),
	KEY(OTHER_QUERIER_MAX),
	KEY(SOURCE_ADDRESS),
	KEY(ACTIVE_SOURCE_ADDRESS),
	TITLE("Queries"),
	KEY(QUERY_INTERVAL),
	KEY(QUERY_RESPONSE_INTERVAL),
	KEY(ROBUSTNESS),
	KEY(STARTUP_QUERY_INTERVAL),
	KEY(STARTUP_QUERY_COUNT),
	KEY(LAST_MEMBER_QUERY_INTERVAL),
	KEY(LAST_MEMBER_QUERY_COUNT),
	TITLE("What follows from these"),
	DETAIL("membership_interval_ms"),
	DETAIL("other_querier_interval_ms"),
	DETAIL("last_member_time_ms"),
	DETAIL("older_host_interval_ms"),
	TITLE("Reception and members"),
	KEY(REQUIRE_ROUTER_ALERT),
	KEY(ACCEPT_OFF_SUBNET),
	KEY(TRACK_GROUPS),
	KEY(MAX_GROUPS),
	KEY(MAX_SOURCES),
	KEY(TRACK_HOSTS),
	KEY(MAX_HOSTS),
};

/**
 * struct page - the table of one querier
 * @rec: the querier
 * @table: the table
 * @title: a title that no row has followed so far, or NULL
 */
struct page {
	const struct record *rec;
	struct table *table;
	const char *title;
};

static void add_cells(struct page *page, const char *name, const char *value,
		      const char *allowed)
{
	table_add_row(page->table);
	table_add_cell(page->table, name);
	table_add_cell(page->table, value);
	table_color_cell(page->table, color_of_state(value));
	table_add_cell(page->table, allowed);
}

/* A title without rows is left out. */
static void add_title(struct page *page)
{
	if (page->title)
		add_cells(page, page->title, "", "");
	page->title = NULL;
}

static void add_row(struct page *page, const char *name, const char *value,
		    const char *allowed)
{
	char label[WORDS_SIZE];

	add_title(page);
	snprintf(label, sizeof(label), "%s%s", *name ? INDENT : "", name);
	add_cells(page, label, value, allowed);
}

/* An older module may lack what can be set. */
static bool has_file(const struct record *rec, const struct key *key)
{
	return key_is_for(key, rec->link->family) &&
	       (key->read_only || *rec->raw[key - keys]);
}

static void add_key(struct page *page, const struct key *key)
{
	const char *raw = page->rec->raw[key - keys];
	char text[VALUE_SIZE], allowed[WORDS_SIZE];

	if (!has_file(page->rec, key))
		return;
	value_allowed(key, page->rec->link->family, allowed);
	add_row(page, key->name, value_format(key->kind, raw, text), allowed);
}

/* "next_query_ms" is "next-query" for people. */
static void make_label(const char *name, char *label, size_t size)
{
	static const char unit[] = "_ms";
	size_t len = strlen(name);
	char *at;

	if (len > strlen(unit) && !strcmp(name + len - strlen(unit), unit))
		len -= strlen(unit);
	snprintf(label, size, "%.*s", (int)len, name);
	for (at = label; *at; at++)
		if (*at == '_')
			*at = '-';
}

static const struct notice_attr *find_member(const char *name)
{
	const struct notice_attr *member;
	size_t i;

	for (i = 0; (member = detail_member(i)); i++)
		if (!strcmp(member->name, name))
			break;
	return member;
}

static void add_detail(struct page *page, const char *name)
{
	const char *raw = json_text(page->rec->detail, name);
	char text[VALUE_SIZE], label[WORDS_SIZE];

	if (!raw)
		return;
	make_label(name, label, sizeof(label));
	add_row(page, label, value_format(find_member(name)->kind, raw, text),
		"");
}

/* How many characters of a list fit into a row. */
static size_t fit(const char *words)
{
	size_t len = strlen(words), at;

	for (at = LIST_WIDTH; len > LIST_WIDTH && at; at--)
		if (words[at] == ' ')
			return at;
	return len;
}

static void add_list(struct page *page, const char *name, const char *words)
{
	char row[LIST_SIZE];
	size_t len;

	for (; *words; words += len + (words[len] == ' ')) {
		len = fit(words);
		snprintf(row, sizeof(row), "%.*s", (int)len, words);
		add_row(page, name, row, "");
		name = "";
	}
}

static void add_vlan(struct page *page, const char *ifname)
{
	unsigned int vlan = stack_vlan(ifname);
	char text[VALUE_SIZE];

	snprintf(text, sizeof(text), "%u", vlan);
	if (vlan)
		add_row(page, "vlan", text, "");
}

/* Both families of an interface stand on the same devices. */
static void add_stack(struct page *page)
{
	static const struct {
		const char *name;
		bool (*list)(const char *ifname, char *words, size_t size);
	} lists[] = {
		{ "lower-devices", stack_list_lower },
		{ "router-ports", stack_list_router_ports },
		{ "fast-leave-ports", stack_list_fast_leave_ports },
	};
	const char *ifname = page->rec->link->ifname;
	char words[LIST_SIZE];
	size_t i;

	page->title = "Interface";
	add_vlan(page, ifname);
	for (i = 0; i < ARRAY_SIZE(lists); i++)
		if (lists[i].list(ifname, words, sizeof(words)))
			add_list(page, lists[i].name, words);
}

static void add_item(struct page *page, const struct item *item)
{
	if (item->title)
		page->title = item->title;
	else if (item->member)
		add_detail(page, item->member);
	else
		add_key(page, &keys[item->id]);
}

int verbose_print(const struct record *rec, bool first)
{
	struct page page = {
		.rec = rec,
		.table = table_new("keys", false),
	};
	size_t i;

	table_add_column(page.table, rec->link->ifname, NULL, KIND_TEXT);
	table_add_column(page.table, rec->link->family->protocol, NULL,
			 KIND_TEXT);
	table_add_column(page.table, "CAN BE", NULL, KIND_TEXT);
	for (i = 0; i < ARRAY_SIZE(items); i++)
		add_item(&page, &items[i]);
	add_stack(&page);
	if (!first)
		putchar('\n');
	return table_print(page.table);
}
