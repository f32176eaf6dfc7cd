// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of an interface: can it be a querier at all?
 */
#include "device.h"
#include "doctor_checks.h"
#include "obstacle.h"
#include "scene.h"

#include <string.h>

/* The first that can be one and has a carrier; or else any. */
static const char *candidate(const struct scene *scene)
{
	const char *first = NULL;
	size_t i;

	for (i = 0; i < scene->count; i++) {
		const struct scene_device *device = &scene->devices[i];
		const struct obstacle *obstacle;

		obstacle = obstacle_find(device->ifname, device->links[0].dir);
		if (obstacle && obstacle->lasting)
			continue;
		if (device_read_number(device->dir, "carrier"))
			return device->ifname;
		if (!first)
			first = device->ifname;
	}
	return first ? first : "eth0";
}

void doctor_device_none_enabled(struct scene *scene)
{
	struct finding *finding;
	size_t i;

	for (i = 0; i < scene->count; i++)
		if (scene_is_served(&scene->devices[i]))
			return;
	finding = finding_add(&scene->findings, D11, NULL, NULL);
	finding_text(finding, "candidate", candidate(scene));
}

/* That MLD has no address is for the checks of addresses to explain. */
void doctor_device_down(struct scene *scene, const struct scene_link *link)
{
	const char *reason = link->raw[KEY_STATE_REASON];
	const struct obstacle *obstacle;
	struct finding *finding;
	char words[WORDS_SIZE];

	if (!scene_is_enabled(link) || strcmp(link->raw[KEY_STATE], "down") ||
	    !strcmp(reason, "no-address"))
		return;
	obstacle = obstacle_find(link->device->ifname, link->dir);
	if (obstacle)
		obstacle_describe(obstacle, link->device->ifname, words,
				  sizeof(words));
	finding = scene_find(scene, D12, link);
	finding_text(finding, "reason", reason);
	finding_text(finding, "words", obstacle ? words : "cannot work now");
}
