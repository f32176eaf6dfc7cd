// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of other queriers, on the LAN and on this host.
 */
#include "doctor_checks.h"
#include "compiler.h"
#include "duration.h"
#include "layers.h"
#include "rival.h"
#include "scene.h"

#include <stdio.h>
#include <string.h>

static bool has_other(const struct scene_link *link)
{
	return !scene_is_querier(link) && scene_has_querier(link);
}

/* " and asks every 1m", or nothing if it does not say how often. */
static void describe_interval(const struct scene_link *link, char *words,
			      size_t size)
{
	uint64_t interval = link->numbers[IGMP_QUERIER_A_HEARD_QUERY_INTERVAL];
	char text[VALUE_SIZE];

	*words = '\0';
	if (!interval || interval == SCENE_NONE)
		return;
	duration_format(interval, text, sizeof(text));
	snprintf(words, size, " and asks every %s", text);
}

/* A module that is older than this program does not say the MAC. */
static enum sentence_id find_winner(const struct scene_link *link)
{
	bool has_mac = *link->querier_mac;

	if (!strcmp(link->raw[KEY_MODE], "passive"))
		return has_mac ? D40_PASSIVE : D40_PASSIVE_NO_MAC;
	return has_mac ? D40 : D40_NO_MAC;
}

void doctor_rival_winner(struct scene *scene, const struct scene_link *link)
{
	struct finding *finding;
	char words[WORDS_SIZE];

	if (!has_other(link))
		return;
	describe_interval(link, words, sizeof(words));
	finding = scene_find(scene, find_winner(link), link);
	finding_text(finding, "querier", link->raw[KEY_QUERIER_ADDRESS]);
	finding_phrase(finding, "asks", words);
	if (*link->querier_mac)
		finding_text(finding, "mac", link->querier_mac);
	finding_number(finding, "expires_ms",
		       scene_number(link, KEY_OTHER_QUERIER_EXPIRES));
}

void doctor_rival_off_subnet(struct scene *scene,
			     const struct scene_link *link)
{
	scene_find_counter(scene, D42, link, "ignored_off_subnet");
}

void doctor_rival_old(struct scene *scene, const struct scene_link *link)
{
	uint64_t active = scene_number(link, KEY_ACTIVE_VERSION);
	struct finding *finding;

	if (!active || active >= scene_number(link, KEY_VERSION))
		return;
	finding = scene_find(scene, D44, link);
	finding_number(finding, "version", active);
	finding_text(finding, "querier", *link->older_querier ?
		     link->older_querier : "another querier");
}

/* The kernel's table of interfaces that a program routes multicast on. */
static bool is_routed(const char *file, const char *ifname)
{
	char line[WORDS_SIZE], name[IFNAMSIZ];
	FILE *table = layers_open(file);
	bool found = false;

	while (table && !found && fgets(line, sizeof(line), table))
		found = sscanf(line, "%*u %15s", name) == 1 &&
			!strcmp(name, ifname);
	if (table)
		fclose(table);
	return found;
}

void doctor_rival_router(struct scene *scene, const struct scene_link *link)
{
	static const char *const tables[] = {
		"proc/net/ip_mr_vif", "proc/net/ip6_mr_vif",
	};

	if (is_routed(tables[link->family - families], link->device->ifname))
		scene_find(scene, D47_ROUTER, link);
}

void doctor_rival_service(struct scene *scene)
{
	const char *service;
	size_t at = 0;

	while (scene_is_any_served(scene) && (service = rival_next(&at)))
		finding_text(finding_add(&scene->findings, D47_SERVICE, NULL,
					 NULL), "service", service);
}
