// SPDX-License-Identifier: GPL-2.0
/*
 * apply: makes the kernel agree with the configuration files.
 */
#include "adjust.h"
#include "device.h"
#include "effective.h"
#include "layers.h"
#include "link.h"
#include "lock.h"
#include "message.h"
#include "module.h"
#include "obstacle.h"
#include "rival.h"
#include "settle.h"
#include "sysfs.h"
#include "verbs.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <time.h>

/*
 * udev hears of an interface before the module does: for this long the files
 * are waited for.
 */
enum { WAIT_MS = 500, STEP_MS = 10 };

#define NS_PER_MS	1000000L

static bool has_link(const char *ifname)
{
	size_t i;

	for (i = 0; i < family_count; i++)
		if (link_exists(ifname, &families[i]))
			return true;
	return false;
}

static bool is_awaited(const char *ifname)
{
	settle(ifname);
	return !has_link(ifname) && device_is_ethernet(ifname);
}

static void await_link(const char *ifname)
{
	const struct timespec step = { .tv_nsec = STEP_MS * NS_PER_MS };
	int ms;

	for (ms = 0; ms < WAIT_MS && is_awaited(ifname); ms += STEP_MS)
		nanosleep(&step, NULL);
}

/* Does a section have its very name, to switch it on? */
static bool is_named(const struct conf *conf, const char *ifname)
{
	struct effective effective;
	size_t i;

	for (i = 0; i < family_count; i++) {
		effective_get(conf, ifname, &families[i], &effective);
		if (effective.named &&
		    strcmp(effective.wishes[KEY_QUERIER_ENABLE].raw, "0"))
			return true;
	}
	return false;
}

/* A pattern may match what cannot have a querier; a name should not. */
static int check_link(const struct conf *conf, const char *ifname)
{
	if (has_link(ifname) || !is_named(conf, ifname))
		return STATUS_DONE;
	return obstacle_fail_open(ifname, families, -ENODEV);
}

/*
 * What is gone by the time that udev comes to it, such as one end of a pair for
 * a container, is no mistake; a person may have mistyped it.
 */
static int fail_gone(const struct request *req, const char *ifname)
{
	return req->syslog ? STATUS_DONE : obstacle_fail_no_device(ifname);
}

/*
 * Keeps the names that a section matches. For each interface that appears,
 * udev calls "apply IFACE": it does not look at the sections of all others.
 */
static int select_names(struct request *req, struct conf *conf)
{
	size_t i, count = req->count;
	int status = STATUS_DONE;

	req->count = 0;
	for (i = 0; i < count; i++) {
		char *ifname = req->args[i];

		if (obstacle_check_name(ifname))
			status = STATUS_FAILED;
		else if (!effective_matches(conf, ifname))
			continue;
		else if (device_exists(ifname))
			req->args[req->count++] = ifname;
		else
			status |= fail_gone(req, ifname);
	}
	return status;
}

static int adjust_names(const struct request *req, struct adjustment *to)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < req->count; i++) {
		if (has_link(req->args[i]))
			status |= link_visit_all(&req->args[i], 1,
						 adjust_link, to);
		else if (!to->stops)
			status |= device_exists(req->args[i]) ?
				  check_link(to->conf, req->args[i]) :
				  fail_gone(req, req->args[i]);
	}
	return status;
}

/* What a section names and what cannot have a querier is a complaint. */
static int adjust_all(struct adjustment *to)
{
	struct sysfs_names names;
	int i, status;

	explicit_load(&to->explicits);
	status = link_visit_all(NULL, 0, adjust_link, to);
	if (status || to->stops || device_list(&names))
		return status;
	for (i = 0; i < names.count; i++)
		status |= check_link(to->conf, names.entry[i]->d_name);
	sysfs_free_names(&names);
	return status;
}

static int adjust(const struct request *req, bool all, struct adjustment *to)
{
	int status;

	/* For one, a request is made when it is needed. */
	if (req->count > 1)
		explicit_load(&to->explicits);
	status = all ? adjust_all(to) : adjust_names(req, to);
	return status | to->status;
}

/* First all that is to stop, then the rest; or in one go, to see what differs. */
static int adjust_in_order(const struct request *req, bool all,
			   struct adjustment *to)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < req->count; i++)
		await_link(req->args[i]);
	if (!to->dry_run) {
		to->stops = true;
		status = adjust(req, all, to);
		to->stops = false;
	}
	return status | adjust(req, all, to);
}

/* Without a module nothing runs: is anything to run? */
static int apply_without_module(const struct conf *conf)
{
	return conf->count ? module_fail_missing() : STATUS_DONE;
}

static int apply_conf(const struct request *req, bool all, struct conf *conf)
{
	struct adjustment to = { .conf = conf, .dry_run = req->dry_run };
	int status = adjust_in_order(req, all, &to);

	explicit_free(&to.explicits);
	if (to.is_left_out)
		message_note("some keys are left out: the module lacks them");
	if (all && to.differs)
		rival_note();
	if (status || to.is_left_out)
		module_note_version();
	if (!status && to.dry_run && to.differs)
		return STATUS_WOULD_CHANGE;
	return status;
}

static int read_and_apply(const struct request *request, struct conf *conf,
			  bool is_loaded)
{
	struct request req = *request;
	int status = STATUS_DONE;

	layers_read(conf, NULL);
	if (req.count)
		status = select_names(&req, conf);
	else
		effective_check_all(conf);
	if (conf->faulty)
		return STATUS_FAILED;
	if (request->count && !req.count)
		return status;
	return message_worse(status, is_loaded ?
			     apply_conf(&req, !request->count, conf) :
			     apply_without_module(conf));
}

/*
 * A mistake in the files changes nothing. What clashes on one interface only
 * leaves that one alone: the interface may have just been plugged in.
 *
 * Who waits for the lock reads the files afterwards: they may have changed, and
 * what another has applied meanwhile may be newer than what was read before.
 */
int apply(const struct request *req)
{
	bool is_loaded = module_is_loaded();
	struct conf conf = { 0 };
	int status;

	if (is_loaded && !req->dry_run && lock_take())
		return STATUS_FAILED;
	status = read_and_apply(req, &conf, is_loaded);
	conf_free(&conf);
	return message_worse(status, message_check_output());
}
