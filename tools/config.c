// SPDX-License-Identifier: GPL-2.0
/*
 * config: what the configuration files come to, and where each value is from.
 */
#include "device.h"
#include "effective.h"
#include "layers.h"
#include "message.h"
#include "obstacle.h"
#include "state.h"
#include "table.h"
#include "verbs.h"

#include <dirent.h>
#include <limits.h>
#include <net/if_arp.h>
#include <string.h>
#include <unistd.h>

static struct table *new_table(bool json)
{
	struct table *table = table_new("config", json);

	table_add_column(table, "INTERFACE", "interface", KIND_TEXT);
	table_add_column(table, "FAMILY", "family", KIND_TEXT);
	table_add_column(table, "KEY", "key", KIND_TEXT);
	table_add_column(table, "VALUE", "value", KIND_TEXT);
	table_add_column(table, "FROM", "from", KIND_TEXT);
	return table;
}

static void add_row(struct table *table, const char *ifname,
		    const struct family *family,
		    const struct effective *effective, enum key_id id)
{
	const struct wish *wish = &effective->wishes[id];
	char value[VALUE_SIZE], place[PATH_MAX];

	effective_place(effective, wish, place, sizeof(place));
	table_add_row(table);
	table_add_cell(table, ifname);
	table_add_cell(table, family->name);
	table_add_cell(table, keys[id].name);
	table_add_cell(table, state_format(&keys[id], wish->raw,
					   wish->is_default, value));
	table_add_cell(table, place);
}

/* A link without a section is to be off; its other keys are left alone. */
static void add_link(struct table *table, const struct conf *conf,
		     const char *ifname, const struct family *family)
{
	struct effective effective;
	enum key_id id;

	effective_get(conf, ifname, family, &effective);
	for (id = 0; id < KEY_COUNT; id++)
		if (state_has(family, id) &&
		    (effective.matched || id == KEY_QUERIER_ENABLE))
			add_row(table, ifname, family, &effective, id);
}

static void add_device(struct table *table, struct conf *conf,
		       const char *ifname)
{
	size_t i;

	for (i = 0; i < family_count; i++) {
		effective_check(conf, ifname, &families[i]);
		add_link(table, conf, ifname, &families[i]);
	}
}

static int add_all(struct table *table, struct conf *conf)
{
	struct sysfs_names names;
	int i, status;

	status = device_list(&names);
	if (status)
		return status;
	for (i = 0; i < names.count; i++)
		if (device_is_ethernet(names.entry[i]->d_name))
			add_device(table, conf, names.entry[i]->d_name);
	sysfs_free_names(&names);
	return STATUS_DONE;
}

/* An interface need not be there: what would it get? */
static int add_names(struct table *table, struct conf *conf,
		     const struct request *req)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < req->count; i++) {
		if (device_is_name(req->args[i]))
			add_device(table, conf, req->args[i]);
		else
			status = obstacle_check_name(req->args[i]);
	}
	return status;
}

static int print_conf(const struct request *req, struct conf *conf)
{
	struct table *table = new_table(req->json);
	int status;

	status = req->count ? add_names(table, conf, req) :
			      add_all(table, conf);
	if (conf->faulty)
		status = STATUS_FAILED;
	return status | table_print(table);
}

/* Of files that are refused nothing comes. */
int config(const struct request *req)
{
	struct conf conf = { 0 };
	int status;

	layers_read(&conf, NULL);
	if (!req->count)
		effective_check_all(&conf);
	status = conf.faulty ? STATUS_FAILED : print_conf(req, &conf);
	conf_free(&conf);
	return status;
}
