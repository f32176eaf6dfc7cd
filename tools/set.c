// SPDX-License-Identifier: GPL-2.0
/*
 * set, enable, disable: lists of changes from the command line.
 */
#include "change.h"
#include "lock.h"
#include "message.h"
#include "module.h"
#include "netlink.h"
#include "plan.h"
#include "sysfs.h"
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* If the key cannot be set, @why says why. */
static bool is_settable(const struct key *key, const struct family *family,
			char *why)
{
	if (!key)
		snprintf(why, WORDS_SIZE, "there is no such key");
	else if (key->read_only)
		snprintf(why, WORDS_SIZE, "it can only be shown");
	else if (!key_is_for(key, family))
		snprintf(why, WORDS_SIZE, "%s has no such key",
			 family->protocol);
	else
		return true;
	return false;
}

/* "eth0: cannot set colour to red: there is no such key: ..." */
static int check_key(const char *ifname, const struct family *family,
		     char **pair)
{
	char why[WORDS_SIZE], names[KEY_NAMES_SIZE];

	if (is_settable(key_find(pair[0]), family, why))
		return STATUS_DONE;
	key_names(family, names);
	return message_usage("%s: cannot set %s to %s: %s: what can be set is %s",
			     ifname, pair[0], pair[1], why, names);
}

/* Checks the command line before the interface is looked at. */
static int check_pairs(const char *ifname, const struct family *family,
		       char **pairs, size_t count)
{
	size_t i, j;

	if (!count || count % 2)
		return message_usage("set takes an interface, then keys each with a value");
	for (i = 0; i < count; i += 2) {
		if (check_key(ifname, family, pairs + i))
			return STATUS_USAGE;
		for (j = 0; j < i; j += 2)
			if (key_find(pairs[i]) == key_find(pairs[j]))
				return message_usage("%s: %s is given twice, as %s and as %s: must be given once",
						     ifname, pairs[i],
						     pairs[j + 1],
						     pairs[i + 1]);
	}
	return STATUS_DONE;
}

/* The keys follow the interface and perhaps a family. */
static size_t first_key(const struct request *req)
{
	return req->count > 1 && family_find(req->args[1]) ? 2 : 1;
}

bool set_awaits_value(const struct request *req)
{
	size_t first = first_key(req);

	return req->count > first && (req->count - first) % 2;
}

int set(const struct request *req)
{
	size_t i, first = first_key(req);
	const struct family *family;
	struct plan plan;
	int status;

	family = first > 1 ? family_find(req->args[1]) : families;
	status = check_pairs(req->args[0], family, req->args + first,
			     req->count - first);
	if (status)
		return status;
	plan_begin(&plan, req->count, false);
	status = plan_link(&plan, req->args[0], family);
	if (!status)
		for (i = first; i < req->count; i += 2)
			status |= plan_change(&plan, key_find(req->args[i]),
					      req->args[i + 1]);
	if (!status)
		status = plan_apply(&plan);
	plan_free(&plan, false);
	return status;
}

/* A kernel may lack IPv6: without --mld that is no error. */
static bool is_optional(const struct request *req, size_t family)
{
	return !req->families && family;
}

static int plan_switch(struct plan *plan, const struct request *req,
		       const char *ifname, size_t i, const char *text)
{
	const struct family *family = &families[i];

	if (req->families && !(req->families & 1U << i))
		return STATUS_DONE;
	if (is_optional(req, i) && !plan_try_link(plan, ifname, family))
		return STATUS_DONE;
	if (!is_optional(req, i) && plan_link(plan, ifname, family))
		return STATUS_FAILED;
	return plan_change(plan, &keys[KEY_QUERIER_ENABLE], text);
}

static int plan_interface(struct plan *plan, const struct request *req,
			  const char *ifname, const char *text)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < family_count && !status; i++)
		status = plan_switch(plan, req, ifname, i, text);
	return status;
}

static int switch_all(const struct request *req, const char *text)
{
	int status = STATUS_DONE;
	struct plan plan;
	size_t i;

	/* For one, a request is made when it is needed. */
	plan_begin(&plan, req->count * family_count, req->count > 1);
	for (i = 0; i < req->count; i++)
		status |= plan_interface(&plan, req, req->args[i], text);
	if (!status)
		status = plan_apply(&plan);
	plan_free(&plan, !req->save);
	return status;
}

/* Switches, and saves it before another can change it. */
static int switch_and_save(const struct request *req,
			   int (*run)(const struct request *req))
{
	int status = req->save ? lock_take() : STATUS_DONE;

	status = status ? status : run(req);
	return status || !req->save ? status : save(req);
}

static int start_named(const struct request *req)
{
	return switch_all(req, "on");
}

int set_enable(const struct request *req)
{
	netlink_load_module();
	return switch_and_save(req, start_named);
}

/**
 * struct stop - context of the visits of "disable --all"
 * @req: the request
 * @explicits: what was set, as the module says
 * @status: STATUS_FAILED if a link refused
 */
struct stop {
	const struct request *req;
	struct explicits explicits;
	int status;
};

/* What is off is not written to: it may be off because it was never set. */
static int stop_link(const struct link *link, void *context)
{
	struct stop *stop = context;
	struct change change;
	char enabled[VALUE_SIZE];
	int err;

	if (stop->req->families &&
	    !(stop->req->families & 1U << (link->family - families)))
		return 0;
	err = sysfs_read(link->dir, keys[KEY_QUERIER_ENABLE].file, enabled,
			 sizeof(enabled));
	if (err || !strcmp(enabled, "0"))
		return err;
	if (change_prepare(&change, link, &stop->explicits,
			   &keys[KEY_QUERIER_ENABLE], "off") ||
	    change_apply_all(&change, 1))
		stop->status = STATUS_FAILED;
	return 0;
}

/* It stops as many as it can, as the system may go down. */
static int stop_all(const struct request *req)
{
	struct stop stop = { .req = req };
	int status;

	if (!module_is_loaded())
		return STATUS_DONE;
	explicit_load(&stop.explicits);
	status = link_visit_all(NULL, 0, stop_link, &stop) | stop.status;
	explicit_free(&stop.explicits);
	return status;
}

static int stop_named(const struct request *req)
{
	return switch_all(req, "off");
}

int set_disable(const struct request *req)
{
	return switch_and_save(req, req->all ? stop_all : stop_named);
}
