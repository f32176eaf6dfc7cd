// SPDX-License-Identifier: GPL-2.0
#include "change.h"
#include "compiler.h"
#include "device.h"
#include "duration.h"
#include "explicit.h"
#include "message.h"
#include "module.h"
#include "obstacle.h"

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

	value_allowed(change->key, change->link->family, allowed);
	return message_fail("%s: %s %s %s: must be %s", change->link->ifname,
			    change->key->name, change->text, why, allowed);
}

/*
 * A value that was not set is undone by giving the choice back: then it need not
 * be read, if the module has the file for sure.
 */
static int read_undo(struct change *change, const struct explicit *explicit)
{
	const struct link *link = change->link;
	const struct key *key = change->key;
	int err = 0;

	if (!explicit || key != &keys[KEY_QUERIER_ENABLE] ||
	    !explicit_is_default(explicit, link, key, NULL))
		err = link_read(link, key, change->undo);
	if (!err && explicit_is_default(explicit, link, key, change->undo))
		explicit_default(explicit, link, key, change->undo);
	return err;
}

/* Describes a refusal not caused by the value; NULL if it may be. */
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

static int fail_address(const struct change *change)
{
	char words[WORDS_SIZE];

	device_list_addresses(change->link->ifname, change->link->family, words,
			      sizeof(words));
	return message_fail("%s: %s %s is not an address of this interface: %s",
			    change->link->ifname, change->key->name,
			    change->text, words);
}

/* Is the value in range, but below the minimum in a user namespace? */
static bool is_below_container_min(const struct change *change)
{
	unsigned long long value = strtoull(change->raw, NULL, 10);

	return change->err == -ERANGE && change->key->kind == KIND_TIME &&
	       value >= change->key->min && value < MS_PER_SECOND;
}

static int explain(const struct change *change)
{
	const char *cause = common_cause(change->err);

	if (change->err == -EOPNOTSUPP)
		return obstacle_fail_start(change->link->ifname,
					   change->link->dir);
	if (change->err == -ENOSPC && change_is_start(change))
		return message_fail("%s: this container has as many queriers as allowed: disable another",
				    change->link->ifname);
	if (cause)
		return message_fail("%s: cannot set %s to %s: %s",
				    change->link->ifname, change->key->name,
				    change->text, cause);
	if (change->key->kind == KIND_ADDRESS)
		return fail_address(change);
	if (is_below_container_min(change))
		return message_fail("%s: %s %s is below 1s, the least in a container",
				    change->link->ifname, change->key->name,
				    change->text);
	return fail_value(change, "is refused by the kernel");
}

int change_prepare(struct change *change, const struct link *link,
		   struct explicits *explicits, const struct key *key,
		   const char *text)
{
	char why[WORDS_SIZE];

	*change = (struct change){
		.link = link,
		.key = key,
		.text = text,
	};
	if (!value_parse(key, link->family, text, change->raw, why))
		return fail_value(change, why);
	snprintf(change->written, VALUE_SIZE, "%s", change->raw);
	change->err = read_undo(change, explicit_find(explicits, link));
	return change->err ? explain(change) : STATUS_DONE;
}

int change_prepare_default(struct change *change, const struct link *link,
			   struct explicits *explicits, const struct key *key)
{
	const struct explicit *explicit = explicit_find(explicits, link);

	*change = (struct change){
		.link = link,
		.key = key,
		.text = "default",
	};
	module_default(key, link->family, change->raw);
	explicit_default(explicit, link, key, change->written);
	change->err = read_undo(change, explicit);
	return change->err ? explain(change) : STATUS_DONE;
}

/* Gets the value of @id once all changes are written; false: unknown. */
static bool final_value(const struct change *changes, size_t count,
			const struct link *link, enum key_id id,
			unsigned long long *value)
{
	char raw[VALUE_SIZE];
	size_t i;

	if (link_read(link, &keys[id], raw))
		return false;
	for (i = 0; i < count; i++)
		if (changes[i].link == link && changes[i].key == &keys[id])
			snprintf(raw, sizeof(raw), "%s", changes[i].raw);
	*value = strtoull(raw, NULL, 10);
	return true;
}

static int fail_bound(const struct change *change, const struct key_bound *bound,
		      unsigned long long low, unsigned long long high)
{
	bool is_low = change->key == &keys[bound->low];
	char other[VALUE_SIZE];

	duration_format(is_low ? high : low, other, sizeof(other));
	return message_fail("%s: %s %s is %s %s %s: must be %s that, or set both",
			    change->link->ifname, change->key->name,
			    change->text, is_low ? "above" : "below",
			    keys[is_low ? bound->high : bound->low].name, other,
			    is_low ? "at most" : "at least");
}

static bool is_bounded(const struct change *change,
		       const struct key_bound *bound)
{
	return change->key == &keys[bound->low] ||
	       change->key == &keys[bound->high];
}

static int check_bound(const struct change *changes, size_t count,
		       const struct key_bound *bound)
{
	unsigned long long low, high;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct link *link = changes[i].link;

		if (!is_bounded(&changes[i], bound))
			continue;
		if (final_value(changes, count, link, bound->low, &low) &&
		    final_value(changes, count, link, bound->high, &high) &&
		    low > high)
			return fail_bound(&changes[i], bound, low, high);
	}
	return STATUS_DONE;
}

static int check_bounds(const struct change *changes, size_t count)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < key_bound_count; i++)
		status |= check_bound(changes, count, &key_bounds[i]);
	return status;
}

static bool write_one(struct change *change, bool undo)
{
	change->err = link_write(change->link, change->key,
				 undo ? change->undo : change->written);
	if (change->err)
		return false;
	change->done = !undo;
	return true;
}

bool change_is_start(const struct change *change)
{
	return change->key == &keys[KEY_QUERIER_ENABLE] &&
	       strcmp(change->raw, "0");
}

bool change_is_new(const struct change *change)
{
	return strcmp(change->undo, change->raw);
}

/*
 * Writes or undoes all changes that start a querier, or all others. Values
 * bound each other, so refused ones are tried again while others succeed.
 */
static bool write_all(struct change *changes, size_t count, bool starts,
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

static void note_stuck(const struct change *change)
{
	message_note("%s: %s stays %s, it cannot be put back: %s",
		     change->link->ifname, change->key->name, change->text,
		     strerror(-change->err));
}

static void note_unchanged(const struct change *changes, size_t count)
{
	const char *ifname = changes[0].link->ifname;

	if (count < 2)
		return;
	if (strcmp(changes[count - 1].link->ifname, ifname))
		message_note("nothing was changed");
	else
		message_note("%s: nothing was changed", ifname);
}

static void undo_all(struct change *changes, size_t count)
{
	bool stopped = write_all(changes, count, true, true);
	size_t i;

	if (write_all(changes, count, false, true) && stopped) {
		note_unchanged(changes, count);
		return;
	}
	for (i = 0; i < count; i++)
		if (changes[i].done)
			note_stuck(&changes[i]);
}

/* Both families of an interface often fail alike: report that once. */
static bool is_repeated(const struct change *changes, size_t i)
{
	return i && changes[i - 1].err == changes[i].err &&
	       changes[i - 1].key == changes[i].key &&
	       !strcmp(changes[i - 1].link->ifname, changes[i].link->ifname);
}

static int explain_all(const struct change *changes, size_t count)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < count; i++)
		if (!changes[i].done && changes[i].err)
			status = is_repeated(changes, i) ? STATUS_FAILED :
						       explain(&changes[i]);
	return status;
}

static int apply(struct change *changes, size_t count)
{
	int status;

	if (write_all(changes, count, false, false) &&
	    write_all(changes, count, true, false))
		return STATUS_DONE;
	status = explain_all(changes, count);
	undo_all(changes, count);
	return status;
}

int change_apply_all(struct change *changes, size_t count)
{
	sigset_t all, before;
	int status;

	status = check_bounds(changes, count);
	if (status)
		return status;
	/* Neither ^C nor a closed pipe may stop it half way. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	status = apply(changes, count);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}
