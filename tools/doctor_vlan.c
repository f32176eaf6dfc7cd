// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of VLANs: each is a LAN of its own, and needs its own querier.
 */
#include "device.h"
#include "doctor_checks.h"
#include "message.h"
#include "route.h"
#include "scene.h"

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { VLANS = 4096 };

/**
 * struct vlans - the VLANs of a bridge
 * @scene: all interfaces
 * @bridge: the bridge
 * @carried: those of its ports
 * @served: those that a querier is for
 * @uppers: the interfaces for one VLAN each; 0: there is none
 */
struct vlans {
	const struct scene *scene;
	const struct scene_device *bridge;
	bool carried[VLANS];
	bool served[VLANS];
	unsigned int uppers[VLANS];
};

/* The one that has no tag on the bridge is the bridge's own LAN. */
static void note_vlan(struct vlans *vlans, bool is_bridge,
		      const struct bridge_vlan_info *info)
{
	unsigned int vid = info->vid % VLANS;

	if (!is_bridge)
		vlans->carried[vid] = true;
	else if (info->flags & BRIDGE_VLAN_INFO_PVID &&
		 scene_is_served(vlans->bridge))
		vlans->served[vid] = true;
}

static void note_vlans(struct vlans *vlans, bool is_bridge,
		       const struct nlattr *nest)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == IFLA_BRIDGE_VLAN_INFO)
			note_vlan(vlans, is_bridge,
				  mnl_attr_get_payload(attr));
}

/* The bridge and its ports, each with its VLANs. */
static int note_port(const struct nlmsghdr *header, void *context)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr, *spec = NULL;
	struct vlans *vlans = context;
	unsigned int master = 0;

	mnl_attr_for_each(attr, header, sizeof(*info)) {
		if (mnl_attr_get_type(attr) == IFLA_MASTER)
			master = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == IFLA_AF_SPEC)
			spec = attr;
	}
	if (!spec)
		return MNL_CB_OK;
	if ((unsigned int)info->ifi_index == vlans->bridge->ifindex)
		note_vlans(vlans, true, spec);
	else if (master == vlans->bridge->ifindex)
		note_vlans(vlans, false, spec);
	return MNL_CB_OK;
}

static const struct scene_device *find_device(const struct scene *scene,
					      unsigned int ifindex)
{
	size_t i;

	for (i = 0; i < scene->count; i++)
		if (scene->devices[i].ifindex == ifindex)
			return &scene->devices[i];
	return NULL;
}

static void note_device(struct vlans *vlans, unsigned int vid,
			unsigned int ifindex)
{
	const struct scene_device *device = find_device(vlans->scene, ifindex);

	if (!device)
		return;
	vlans->uppers[vid] = ifindex;
	if (scene_is_served(device))
		vlans->served[vid] = true;
}

/* An interface for one VLAN of the bridge. */
static int note_upper(const struct nlmsghdr *header, void *context)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr, *id = NULL;
	struct vlans *vlans = context;
	unsigned int below = 0;

	mnl_attr_for_each(attr, header, sizeof(*info)) {
		if (mnl_attr_get_type(attr) == IFLA_LINK)
			below = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == IFLA_LINKINFO)
			id = route_find(route_find(attr, IFLA_INFO_DATA),
					IFLA_VLAN_ID);
	}
	if (id && below == vlans->bridge->ifindex &&
	    mnl_attr_get_payload_len(id) == sizeof(uint16_t))
		note_device(vlans, mnl_attr_get_u16(id) % VLANS,
			    info->ifi_index);
	return MNL_CB_OK;
}

static void list_links(struct vlans *vlans, unsigned char family,
		       mnl_cb_t visit)
{
	struct nlmsghdr *header = route_begin(RTM_GETLINK, NLM_F_DUMP);
	struct ifinfomsg *info;

	info = mnl_nlmsg_put_extra_header(header, sizeof(*info));
	info->ifi_family = family;
	mnl_attr_put_u32(header, IFLA_EXT_MASK,
			 family == AF_BRIDGE ? RTEXT_FILTER_BRVLAN : 0);
	route_ask(header, visit, vlans);
}

/* "20, 30"; @first: the lowest */
static char *list_unserved(const struct vlans *vlans, unsigned int *first)
{
	unsigned int vid;
	char *words;
	size_t size;
	FILE *to = open_memstream(&words, &size);

	if (!to)
		message_no_memory();
	*first = 0;
	for (vid = 1; vid < VLANS; vid++) {
		if (!vlans->carried[vid] || vlans->served[vid])
			continue;
		fprintf(to, "%s%u", *first ? ", " : "", vid);
		if (!*first)
			*first = vid;
	}
	if (fclose(to))
		message_no_memory();
	return words;
}

/* Enables its interface, which may have any name; makes it if there is none. */
static void report_first(struct scene *scene, const struct vlans *vlans,
			 const char *words, unsigned int first)
{
	const struct scene_device *upper = NULL;
	char ifname[IFNAMSIZ];
	struct finding *finding;

	if (vlans->uppers[first])
		upper = find_device(scene, vlans->uppers[first]);
	finding = finding_add(&scene->findings, upper ? D21 : D21_NO_INTERFACE,
			      vlans->bridge->ifname, NULL);
	finding_text(finding, "vlans", words);
	finding_number(finding, "first", first);
	device_name_vlan(vlans->bridge->ifname, first, ifname);
	finding_phrase(finding, "upper", upper ? upper->ifname : ifname);
}

static void report(struct scene *scene, const struct vlans *vlans)
{
	unsigned int first;
	char *words = list_unserved(vlans, &first);

	if (first)
		report_first(scene, vlans, words, first);
	free(words);
}

/* A bridge without any querier is another check's. */
void doctor_vlan_unserved(struct scene *scene,
			  const struct scene_device *device)
{
	struct vlans vlans = { .scene = scene, .bridge = device };

	if (scene_device_number(device, "bridge/vlan_filtering") != 1)
		return;
	list_links(&vlans, AF_BRIDGE, note_port);
	list_links(&vlans, AF_UNSPEC, note_upper);
	if (memchr(vlans.served, true, sizeof(vlans.served)))
		report(scene, &vlans);
}
