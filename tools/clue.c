// SPDX-License-Identifier: GPL-2.0
#include "clue.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

unsigned int clue_family(const struct scene_link *link)
{
	return link->family - families;
}

const struct heard_link *clue_wire(const struct scene_link *link)
{
	return &link->device->heard->wire.links[clue_family(link)];
}

void clue_refute(struct scene *scene, enum sentence_id id,
		 const struct scene_link *link)
{
	findings_drop(&scene->findings, id, link->device->ifname,
		      link->family);
}

struct finding *clue_find(struct scene *scene, enum sentence_id id,
			  const struct scene_link *link)
{
	clue_refute(scene, id, link);
	return scene_find(scene, id, link);
}

static void format_address(const struct scene_link *link,
			   const uint8_t *address, char *text)
{
	inet_ntop(link->family->af, address, text, INET6_ADDRSTRLEN);
}

void clue_address(struct finding *finding, const char *name,
		  const struct scene_link *link, const uint8_t *address)
{
	char text[INET6_ADDRSTRLEN];

	format_address(link, address, text);
	finding_text(finding, name, text);
}

void clue_sender(struct finding *finding, const char *name,
		 const struct scene_link *link,
		 const struct heard_sender *sender)
{
	char address[INET6_ADDRSTRLEN], mac[SCENE_MAC_SIZE], vlan[16] = "";
	const uint8_t *at = sender->mac;
	char from[WORDS_SIZE];

	format_address(link, sender->address, address);
	snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", at[0],
		 at[1], at[2], at[3], at[4], at[5]);
	if (sender->vlan)
		snprintf(vlan, sizeof(vlan), ", VLAN %u", sender->vlan);
	snprintf(from, sizeof(from), "%s (%s%s)", address, mac, vlan);
	finding_text(finding, name, address);
	finding_text(finding, "mac", mac);
	finding_text(finding, "from", from);
	finding_number(finding, "packets", sender->count);
	if (sender->vlan)
		finding_number(finding, "vlan", sender->vlan);
}

uint64_t clue_rise(const struct scene_link *link, unsigned int counter,
		   enum listen_moment from, enum listen_moment to)
{
	const struct listen_counts *counts =
		link->device->heard->counts[clue_family(link)];

	return counts[to].values[counter] - counts[from].values[counter];
}
