// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of the addresses that queries are sent from.
 */
#include "doctor_checks.h"
#include "scene.h"

#include <string.h>

static bool is_elect(const struct scene_link *link)
{
	return !strcmp(link->raw[KEY_MODE], "elect");
}

void doctor_address_none(struct scene *scene, const struct scene_link *link)
{
	if (is_elect(link) &&
	    !strcmp(link->raw[KEY_ACTIVE_SOURCE_ADDRESS], "0.0.0.0"))
		scene_find(scene, D30, link);
}
