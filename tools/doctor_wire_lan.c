// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of the LAN itself, from what the wire showed: loops, VLANs, twins.
 */
#include "clue.h"
#include "compiler.h"
#include "device.h"
#include "doctor_checks.h"
#include "json.h"
#include "layers.h"

#include <stdio.h>
#include <string.h>

void doctor_wire_lan_twin(struct scene *scene, const struct scene_link *link)
{
	const struct heard_sender *twin = &clue_wire(link)->twin;

	if (twin->count)
		clue_sender(clue_find(scene, D32_HEARD, link), "address", link,
			    twin);
}

void doctor_wire_lan_loop(struct scene *scene, const struct scene_link *link)
{
	const struct heard_sender *looped = &clue_wire(link)->looped;

	if (looped->count)
		clue_sender(scene_find(scene, D51, link), "address", link,
			    looped);
}

static bool has_sender(const struct heard_link *wire, const uint8_t *mac)
{
	size_t i;

	for (i = 0; i < wire->querier_count; i++)
		if (!wire->queriers[i].is_own &&
		    !memcmp(wire->queriers[i].from.mac, mac, ETH_ALEN))
			return true;
	for (i = 0; i < wire->reporter_count; i++)
		if (!memcmp(wire->reporters[i].mac, mac, ETH_ALEN))
			return true;
	return false;
}

/* Does it hear the other interface? VLANs of one card share its MAC. */
static bool hears(const struct scene_link *link,
		  const struct scene_device *other)
{
	const struct listen *heard = link->device->heard;

	return other->heard &&
	       memcmp(heard->wire.self.mac, other->heard->wire.self.mac,
		      ETH_ALEN) &&
	       has_sender(clue_wire(link), other->heard->wire.self.mac);
}

/* In either family, and maybe by their addresses alone. */
static bool is_known(const struct scene *scene, const char *ifname,
		     const char *other)
{
	size_t i;

	for (i = 0; i < scene->findings.count; i++) {
		const struct finding *finding = scene->findings.entry[i];

		if ((finding->id == D28 || finding->id == D28_HEARD) &&
		    !strcmp(finding->ifname, ifname) &&
		    json_is(finding->evidence, "other", other))
			return true;
	}
	return false;
}

/* Each pair is found once. */
void doctor_wire_lan_sibling(struct scene *scene,
			     const struct scene_link *link)
{
	const char *ifname = link->device->ifname, *other;
	struct finding *finding;
	size_t i;

	for (i = 0; i < scene->count; i++) {
		other = scene->devices[i].ifname;
		if (!hears(link, &scene->devices[i]) ||
		    is_known(scene, ifname, other) ||
		    is_known(scene, other, ifname))
			continue;
		finding = finding_add(&scene->findings, D28_HEARD, ifname,
				      NULL);
		finding_text(finding, "other", other);
	}
}

/* The kernel's table of VLANs: "eth0.10        | 10  | eth0". */
static bool has_vlan(const char *ifname, unsigned int vlan)
{
	FILE *file = layers_open("proc/net/vlan/config");
	char line[WORDS_SIZE], lower[IFNAMSIZ];
	bool found = false;
	unsigned int id;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%*s | %u | %15s", &id, lower) == 2 &&
			id == vlan && !strcmp(lower, ifname);
	fclose(file);
	return found;
}

static void report_tag(struct scene *scene, const struct scene_link *link,
		       const struct heard_sender *tagged)
{
	struct finding *finding = scene_find(scene, D50, link);
	char upper[IFNAMSIZ];

	clue_sender(finding, "sender", link, tagged);
	device_name_vlan(link->device->ifname, tagged->vlan, upper);
	finding_phrase(finding, "upper", upper);
}

void doctor_wire_lan_tag(struct scene *scene, const struct scene_link *link)
{
	const struct heard_sender *tagged = clue_wire(link)->tagged;
	size_t i;

	for (i = 0; i < HEARD_TAGS && tagged[i].count; i++)
		if (!has_vlan(link->device->ifname, tagged[i].vlan))
			report_tag(scene, link, &tagged[i]);
}

static const char *const faults[PACKET_FAULTS] = {
	[PACKET_LENGTH] = "its length is wrong",
	[PACKET_FRAGMENT] = "it is a fragment",
	[PACKET_CHECKSUM] = "its checksum is wrong",
	[PACKET_TTL] = "its TTL is not 1",
	[PACKET_SENDER] = "no host may send from its address",
	[PACKET_DESTINATION] = "it goes to a wrong address",
	[PACKET_GROUP] = "its group is no multicast address",
};

void doctor_wire_lan_fault(struct scene *scene, const struct scene_link *link)
{
	const struct heard_sender *faulty = clue_wire(link)->faulty;
	struct finding *finding;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (!faulty[i].count)
			continue;
		finding = scene_find(scene, D52, link);
		clue_sender(finding, "sender", link, &faulty[i]);
		finding_text(finding, "fault", faults[i]);
		finding_number(finding, "ttl", faulty[i].ttl);
	}
}
