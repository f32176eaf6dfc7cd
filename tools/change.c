// SPDX-License-Identifier: GPL-2.0
#include "change.h"
#include "compiler.h"
#include "duration.h"
#include "message.h"
#include "sysfs.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MS_PER_SECOND	1000

/* "eth0: query-interval 500ms is below 1s: must be 1s to 8h49m4s" */
static int fail_value(const struct change *change, const char *why)
{
	char allowed[WORDS_SIZE];

	value_allowed(change->key, change->port->family, allowed);
	return fail("%s: %s %s %s: must be %s", change->port->ifname,
		    change->key->name, change->text, why, allowed);
}

/* What the module would choose itself, if @key were left to it now. */
static unsigned long long automatic(const struct port *port, const struct key *key)
{
	const struct key *from = &keys[key->auto_from];
	char raw[VALUE_SIZE];

	if (!key->auto_divisor)
		return key->auto_value;
	if (sysfs_read(port->dir, from->file, raw, sizeof(raw)))
		return 0;
	return strtoull(raw, NULL, 10) / key->auto_divisor;
}

/*
 * A file does not tell whether its value was written or chosen. One that is
 * as the module would choose it is left to the module again.
 */
static int read_undo(struct change *change)
{
	const struct key *key = change->key;
	int err;

	err = sysfs_read(change->port->dir, key->file, change->undo,
			 VALUE_SIZE);
	if (!err && key_has_auto(key) &&
	    strtoull(change->undo, NULL, 10) == automatic(change->port, key))
		snprintf(change->undo, VALUE_SIZE, "0");
	return err;
}

/* Words for a refusal that is not the value's fault; NULL if it may be. */
static const char *common_cause(int err)
{
	switch (err) {
	case -EACCES:
	case -EPERM:
		return "not permitted: needs root (CAP_NET_ADMIN), try sudo";
	case -EROFS:
		return "sysfs is read-only here: run it on the host, or remount /sys";
	case -ENOENT:
	case -ENODEV:
		return "the interface went away, or the module lacks this file";
	case -EINVAL:
	case -ERANGE:
	case -EADDRNOTAVAIL:
		return NULL;
	default:
		return strerror(-err);
	}
}

static int fail_unable(const struct change *change)
{
	const struct obstacle *obstacle = port_obstacle(change->port);
	char words[WORDS_SIZE] = "cannot be a querier: the kernel does not say why";

	if (obstacle)
		device_describe(change->port->ifname, obstacle, words,
				sizeof(words));
	return fail("%s: %s", change->port->ifname, words);
}

static int fail_address(const struct change *change)
{
	char words[WORDS_SIZE];

	device_addresses(change->port->ifname, change->port->family, words,
			 sizeof(words));
	return fail("%s: %s %s is not an address of this interface: %s",
		    change->port->ifname, change->key->name, change->text,
		    words);
}

/* Within its own range, but not in a user namespace of its own. */
static bool is_hasty(const struct change *change)
{
	unsigned long long value = strtoull(change->raw, NULL, 10);

	return change->err == -ERANGE && change->key->kind == KIND_TIME &&
	       value >= change->key->min && value < MS_PER_SECOND;
}

/* Says why the kernel refused a change. */
static int explain(const struct change *change)
{
	const char *cause = common_cause(change->err);

	if (change->err == -EOPNOTSUPP)
		return fail_unable(change);
	if (change->err == -ENOSPC && change_is_start(change))
		return fail("%s: as many queriers work in this container as may: disable another",
			    change->port->ifname);
	if (cause)
		return fail("%s: cannot set %s to %s: %s",
			    change->port->ifname, change->key->name,
			    change->text, cause);
	if (change->key->kind == KIND_ADDRESS)
		return fail_address(change);
	if (is_hasty(change))
		return fail("%s: %s %s is below 1s, the least in a container",
			    change->port->ifname, change->key->name,
			    change->text);
	return fail_value(change, "is refused by the kernel");
}

int change_prepare(struct change *change, const struct port *port,
		   const struct key *key, const char *text)
{
	char why[WORDS_SIZE];

	*change = (struct change){
		.port = port,
		.key = key,
		.text = text,
	};
	if (!value_parse(key, port->family, text, change->raw, why))
		return fail_value(change, why);
	change->err = read_undo(change);
	return change->err ? explain(change) : STATUS_DONE;
}

/* What @id will be on this port when all is written; false: unknown. */
static bool final_value(const struct change *changes, size_t count,
			const struct port *port, enum key_id id,
			unsigned long long *value)
{
	char raw[VALUE_SIZE];
	size_t i;

	if (sysfs_read(port->dir, keys[id].file, raw, sizeof(raw)))
		return false;
	for (i = 0; i < count; i++)
		if (changes[i].port == port && changes[i].key == &keys[id])
			snprintf(raw, sizeof(raw), "%s", changes[i].raw);
	*value = strtoull(raw, NULL, 10);
	return true;
}

/* Values that may not be above another, besides their own ranges. */
static const struct bound {
	enum key_id low;
	enum key_id high;
} bounds[] = {
	{ KEY_QUERY_RESPONSE_INTERVAL, KEY_QUERY_INTERVAL },
};

static int fail_bound(const struct change *change, const struct bound *bound,
		      unsigned long long low, unsigned long long high)
{
	bool is_low = change->key == &keys[bound->low];
	char other[VALUE_SIZE];

	duration_format(is_low ? high : low, other, sizeof(other));
	return fail("%s: %s %s is %s %s %s: must be %s that, or set both",
		    change->port->ifname, change->key->name, change->text,
		    is_low ? "above" : "below",
		    keys[is_low ? bound->high : bound->low].name, other,
		    is_low ? "at most" : "at least");
}

static int check_bound(const struct change *changes, size_t count,
		       const struct bound *bound)
{
	unsigned long long low, high;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct port *port = changes[i].port;

		if (changes[i].key != &keys[bound->low] &&
		    changes[i].key != &keys[bound->high])
			continue;
		if (final_value(changes, count, port, bound->low, &low) &&
		    final_value(changes, count, port, bound->high, &high) &&
		    low > high)
			return fail_bound(&changes[i], bound, low, high);
	}
	return STATUS_DONE;
}

static int check_bounds(const struct change *changes, size_t count)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bounds); i++)
		status |= check_bound(changes, count, &bounds[i]);
	return status;
}

static bool write_one(struct change *change, bool undo)
{
	change->err = sysfs_write(change->port->dir, change->key->file,
				  undo ? change->undo : change->raw);
	if (change->err)
		return false;
	change->done = !undo;
	return true;
}

bool change_is_start(const struct change *change)
{
	return change->key == &keys[KEY_QUERIER_ENABLE] &&
	       !strcmp(change->raw, "1");
}

bool change_is_new(const struct change *change)
{
	return strcmp(change->undo, change->raw);
}

/*
 * Does or undoes every change, the starts or the others. Some values bound
 * each other, so what was refused is tried again as long as others get
 * through.
 */
static bool settle(struct change *changes, size_t count, bool starts,
		   bool undo)
{
	bool progress, complete;
	size_t i;

	do {
		progress = false;
		complete = true;
		for (i = 0; i < count; i++) {
			if (changes[i].done != undo ||
			    change_is_start(&changes[i]) != starts)
				continue;
			if (write_one(&changes[i], undo))
				progress = true;
			else
				complete = false;
		}
	} while (progress && !complete);
	return complete;
}

static void put_back(struct change *changes, size_t count)
{
	bool stopped = settle(changes, count, true, true);
	size_t i;

	if (settle(changes, count, false, true) && stopped) {
		if (count > 1)
			note("nothing was changed");
		return;
	}
	for (i = 0; i < count; i++)
		if (changes[i].done)
			note("%s: %s stays %s, it cannot be put back: %s",
			     changes[i].port->ifname, changes[i].key->name,
			     changes[i].text, strerror(-changes[i].err));
}

/* What the families of an interface have in common is said once. */
static bool is_said(const struct change *changes, size_t i)
{
	return i && changes[i - 1].err == changes[i].err &&
	       changes[i - 1].key == changes[i].key &&
	       !strcmp(changes[i - 1].port->ifname, changes[i].port->ifname);
}

static int apply(struct change *changes, size_t count)
{
	int status = STATUS_DONE;
	size_t i;

	if (settle(changes, count, false, false) &&
	    settle(changes, count, true, false))
		return STATUS_DONE;
	for (i = 0; i < count; i++)
		if (!changes[i].done && changes[i].err)
			status = is_said(changes, i) ? STATUS_FAILED :
						       explain(&changes[i]);
	put_back(changes, count);
	return status;
}

int changes_apply(struct change *changes, size_t count)
{
	sigset_t all, before;
	int status;

	status = check_bounds(changes, count);
	if (status)
		return status;
	/* Neither ^C nor a reader who left may stop it half way. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	status = apply(changes, count);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}
