// SPDX-License-Identifier: GPL-2.0
#include "record.h"
#include "compiler.h"
#include "detail.h"
#include "sysfs.h"

#include <string.h>

static bool is(const struct record *rec, enum key_id id, const char *word)
{
	return !strcmp(rec->raw[id], word);
}

/* "auto" is for what can be a querier: the others are none of its business. */
static bool is_auto_and_down(const struct record *rec)
{
	return is(rec, KEY_QUERIER_ENABLE, "auto") &&
	       is(rec, KEY_STATE, "down");
}

bool record_is_idle(const struct record *rec)
{
	return is(rec, KEY_STATE, "disabled") || is(rec, KEY_STATE, "down");
}

/* A link that never ran has no files that show what it does. */
static void fill_idle(struct record *rec, record_need *needs)
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
		if (!needs || needs(idle[i].id))
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
int record_read(const struct link *link, record_need *needs,
		struct record *rec)
{
	enum key_id id;
	int err;

	*rec = (struct record){ .link = link, .detail = detail_find(link) };
	for (id = 0; id < KEY_COUNT; id++)
		if ((needs && !needs(id)) ||
		    sysfs_read(link->dir, keys[id].file, rec->raw[id],
			       VALUE_SIZE))
			rec->raw[id][0] = '\0';
	err = sysfs_read(link->dir, keys[KEY_STATE].file, rec->raw[KEY_STATE],
			 VALUE_SIZE);
	if (!*rec->raw[KEY_ACTIVE_VERSION] && record_is_idle(rec))
		fill_idle(rec, needs);
	if (!err && (is(rec, KEY_STATE, "disabled") || is_auto_and_down(rec)))
		rec->unable = find_lasting_obstacle(link);
	return err;
}

/* A disabled one is not kept from work by what the device lacks just now. */
const char *record_reason(const struct record *rec)
{
	const char *reason = rec->raw[KEY_STATE_REASON];

	if (rec->unable)
		return obstacle_reason(rec->unable);
	return !*reason || is(rec, KEY_STATE, "disabled") ? "none" : reason;
}

const char *record_value(const struct record *rec, enum key_id id)
{
	return key_is_for(&keys[id], rec->link->family) ? rec->raw[id] :
							  keys[id].fixed;
}
