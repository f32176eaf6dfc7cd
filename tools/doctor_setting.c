// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of what an administrator has set.
 */
#include "compiler.h"
#include "doctor_checks.h"
#include "scene.h"

#include <string.h>

/* Most switches forget a listener after this. */
#define SWITCHES_FORGET_MS	260000

/* Above this part of max-groups a table counts as nearly full. */
#define FULL_PER_CENT	90

/* A listener may be silent for two intervals if one packet is lost. */
void doctor_setting_too_rare(struct scene *scene,
			     const struct scene_link *link)
{
	uint64_t interval = scene_number(link, KEY_QUERY_INTERVAL);
	uint64_t silent = 2 * interval +
			  scene_number(link, KEY_QUERY_RESPONSE_INTERVAL);
	struct finding *finding;

	if (!scene_is_querier(link) || silent <= SWITCHES_FORGET_MS)
		return;
	finding = scene_find(scene, D80, link);
	finding_number(finding, "query_interval_ms", interval);
	finding_number(finding, "silent_ms", silent);
}

void doctor_setting_fragile(struct scene *scene, const struct scene_link *link)
{
	if (scene_is_querier(link) && scene_number(link, KEY_ROBUSTNESS) == 1)
		finding_number(scene_find(scene, D82, link), "robustness", 1);
}

static void check_nearly_full(struct scene *scene,
			      const struct scene_link *link)
{
	uint64_t groups = scene_number(link, KEY_GROUPS);
	uint64_t most = scene_number(link, KEY_MAX_GROUPS);
	struct finding *finding;

	if (!most || groups * 100 <= most * FULL_PER_CENT)
		return;
	finding = scene_find(scene, D85_NEARLY_FULL, link);
	finding_number(finding, "groups", groups);
	finding_number(finding, "max_groups", most);
}

void doctor_setting_limits(struct scene *scene, const struct scene_link *link)
{
	static const struct {
		const char *counter;
		enum sentence_id id;
	} limits[] = {
		{ "ignored_group_limit", D85_GROUPS },
		{ "ignored_source_limit", D85_SOURCES },
		{ "ignored_host_limit", D85_HOSTS },
		{ "ignored_effort", D85_EFFORT },
		{ "ignored_memory_limit", D85_MEMORY_LIMIT },
		{ "ignored_memory", D85_MEMORY },
	};
	bool found = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(limits); i++)
		if (scene_find_counter(scene, limits[i].id, link,
				       limits[i].counter))
			found = true;
	if (!found)
		check_nearly_full(scene, link);
}

/* One that has just begun to listen cannot know yet. */
static bool has_listened(const struct scene_link *link)
{
	uint64_t enough = link->numbers[IGMP_QUERIER_A_OTHER_QUERIER_INTERVAL];

	return link->since_ms == SCENE_NONE || enough == SCENE_NONE ||
	       link->since_ms > enough;
}

void doctor_setting_passive(struct scene *scene, const struct scene_link *link)
{
	if (!strcmp(link->raw[KEY_MODE], "passive") &&
	    !scene_has_querier(link) && has_listened(link))
		scene_find(scene, D86, link);
}
