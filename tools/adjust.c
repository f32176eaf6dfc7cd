// SPDX-License-Identifier: GPL-2.0
#include "adjust.h"
#include "change.h"
#include "message.h"
#include "state.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct job - what is to change on one link
 * @link: the link
 * @explicits: see struct adjustment
 * @state: what it has
 * @effective: what it is to have
 * @changes: the difference
 * @text: the values in @changes
 * @count: their number
 */
struct job {
	const struct link *link;
	struct explicits *explicits;
	struct state state;
	struct effective effective;
	struct change changes[KEY_COUNT];
	char text[KEY_COUNT][VALUE_SIZE];
	size_t count;
};

/* "eth0 igmp query-interval 125s → 60s (/etc/querierctl.conf:7)" */
static void print_change(const struct job *job, enum key_id id)
{
	const struct present *present = &job->state.values[id];
	const struct wish *wish = &job->effective.wishes[id];
	char before[VALUE_SIZE], after[VALUE_SIZE], place[PATH_MAX];
	const char *from, *to;

	from = state_format(&keys[id], present->raw, present->is_default,
			    before);
	to = state_format(&keys[id], wish->raw, wish->is_default, after);
	if (!strcmp(from, to) && present->is_default)
		from = "default";
	else if (!strcmp(from, to))
		to = "default";
	effective_place(&job->effective, wish, place, sizeof(place));
	message_line("%s %s %s %s → %s (%s)", job->link->ifname,
		     job->link->family->name, keys[id].name, from, to, place);
}

static int add_change(struct job *job, enum key_id id)
{
	struct change *change = &job->changes[job->count];
	const struct wish *wish = &job->effective.wishes[id];
	const char *text;

	text = state_format(&keys[id], wish->raw, wish->is_default,
			    job->text[job->count]);
	job->count++;
	if (wish->is_default)
		return change_prepare_default(change, job->link, job->explicits,
					      &keys[id]);
	return change_prepare(change, job->link, job->explicits, &keys[id],
			      text);
}

static int change_link(struct job *job)
{
	int status = STATUS_DONE;
	enum key_id id;

	for (id = 0; id < KEY_COUNT; id++)
		if (state_differs(&job->state, &job->effective, id))
			status |= add_change(job, id);
	return status ? status : change_apply_all(job->changes, job->count);
}

static void note_left_out(struct adjustment *to, const struct job *job)
{
	enum key_id id;

	for (id = 0; id < KEY_COUNT; id++)
		if (job->effective.wishes[id].from &&
		    job->state.values[id].is_missing &&
		    state_has(job->link->family, id))
			to->is_left_out = true;
}

static bool is_stop(const struct job *job)
{
	return state_differs(&job->state, &job->effective,
			     KEY_QUERIER_ENABLE) &&
	       !strcmp(job->effective.wishes[KEY_QUERIER_ENABLE].raw, "0");
}

/* Is it this link's turn? */
static bool is_due(const struct adjustment *to, const struct job *job)
{
	enum key_id id;

	if (!to->dry_run && is_stop(job) != to->stops)
		return false;
	for (id = 0; id < KEY_COUNT; id++)
		if (state_differs(&job->state, &job->effective, id))
			return true;
	return false;
}

/* If not, the interface is left as it is, with both families. */
static bool goes_together(struct conf *conf, const char *ifname)
{
	bool does = true;
	size_t i;

	for (i = 0; i < family_count; i++)
		does = effective_check(conf, ifname, &families[i]) && does;
	return does;
}

int adjust_link(const struct link *link, void *context)
{
	struct adjustment *to = context;
	struct job job = { .link = link, .explicits = &to->explicits };
	enum key_id id;
	int err;

	if (!goes_together(to->conf, link->ifname)) {
		to->status = STATUS_FAILED;
		return 0;
	}
	effective_get(to->conf, link->ifname, link->family, &job.effective);
	err = state_read(link, job.explicits, &job.state);
	if (err)
		return err;
	note_left_out(to, &job);
	if (!is_due(to, &job))
		return 0;
	to->differs = true;
	if (!to->dry_run && change_link(&job)) {
		to->status = STATUS_FAILED;
		return 0;
	}
	for (id = 0; id < KEY_COUNT; id++)
		if (state_differs(&job.state, &job.effective, id))
			print_change(&job, id);
	return 0;
}
