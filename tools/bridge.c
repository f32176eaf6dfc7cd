// SPDX-License-Identifier: GPL-2.0
#include "bridge.h"
#include "route.h"
#include "sysfs.h"

#include <dirent.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Interfaces stack no deeper: the kernel's MAX_NEST_DEV. */
enum { DEPTH_MAX = 8 };

static bool has_bridge(const struct bridges *bridges, const char *ifname)
{
	size_t i;

	for (i = 0; i < bridges->count; i++)
		if (!strcmp(bridges->name[i], ifname))
			return true;
	return false;
}

/* Two paths may lead to one bridge; its name is listed once. */
static void add_bridge(struct bridges *bridges, const char *ifname)
{
	if (bridges->count < BRIDGES_MAX && !has_bridge(bridges, ifname))
		snprintf(bridges->name[bridges->count++], IFNAMSIZ, "%s",
			 ifname);
}

static bool is_snooping(int dir)
{
	char value[8];

	return !sysfs_read(dir, "bridge/multicast_snooping", value,
			   sizeof(value)) && !strcmp(value, "1");
}

static void check_device(struct bridges *bridges, struct bridge_below *known,
			 const char *ifname, int depth);

/* Thousands of VLANs have one device below them: it is looked at once. */
static void check_known(struct bridges *bridges, struct bridge_below *known,
			const char *ifname)
{
	size_t i;

	if (strcmp(ifname, known->ifname)) {
		known->bridges = (struct bridges){ 0 };
		snprintf(known->ifname, IFNAMSIZ, "%s", ifname);
		check_device(&known->bridges, NULL, ifname, 1);
	}
	for (i = 0; i < known->bridges.count; i++)
		add_bridge(bridges, known->bridges.name[i]);
}

/* @known: NULL: none may be taken from there */
static void check_lower(struct bridges *bridges, struct bridge_below *known,
			int dir, int depth)
{
	static const char lower[] = "lower_";
	struct sysfs_names names;
	int i;

	if (sysfs_list(dir, &names))
		return;
	for (i = 0; i < names.count; i++) {
		const char *name = names.entry[i]->d_name;

		if (strncmp(name, lower, strlen(lower)))
			continue;
		name += strlen(lower);
		if (known)
			check_known(bridges, known, name);
		else
			check_device(bridges, NULL, name, depth);
	}
	sysfs_free_names(&names);
}

static void check_device(struct bridges *bridges, struct bridge_below *known,
			 const char *ifname, int depth)
{
	int dir = sysfs_open("class/net/%s", ifname);

	if (dir < 0)
		return;
	if (is_snooping(dir))
		add_bridge(bridges, ifname);
	if (depth < DEPTH_MAX)
		check_lower(bridges, known, dir, depth + 1);
	close(dir);
}

static bool is_above(const struct bridge_below *known, const char *ifname)
{
	size_t i;

	for (i = 0; i < known->above_count; i++)
		if (!strcmp(known->above[i], ifname))
			return true;
	return false;
}

static void note_above(struct bridge_below *known, const char *ifname);

static void note_uppers(struct bridge_below *known, int dir)
{
	static const char upper[] = "upper_";
	struct sysfs_names names;
	int i;

	known->is_unknown = sysfs_list(dir, &names);
	for (i = 0; i < names.count && !known->is_unknown; i++)
		if (!strncmp(names.entry[i]->d_name, upper, strlen(upper)))
			note_above(known, names.entry[i]->d_name +
					  strlen(upper));
	sysfs_free_names(&names);
}

/* It is a bridge, or above one. */
static void note_above(struct bridge_below *known, const char *ifname)
{
	int dir;

	if (is_above(known, ifname))
		return;
	dir = sysfs_open("class/net/%s", ifname);
	known->is_unknown = dir < 0 || known->above_count == ABOVE_MAX;
	if (!known->is_unknown) {
		snprintf(known->above[known->above_count++], IFNAMSIZ, "%s",
			 ifname);
		note_uppers(known, dir);
	}
	if (dir >= 0)
		close(dir);
}

static int note_bridge(const struct nlmsghdr *header, void *context)
{
	const struct nlattr *attr, *kind = NULL;
	struct bridge_below *known = context;
	const char *ifname = NULL;

	mnl_attr_for_each(attr, header, sizeof(struct ifinfomsg)) {
		if (mnl_attr_get_type(attr) == IFLA_IFNAME)
			ifname = mnl_attr_get_str(attr);
		else if (mnl_attr_get_type(attr) == IFLA_LINKINFO)
			kind = route_find(attr, IFLA_INFO_KIND);
	}
	if (ifname && kind && !strcmp(mnl_attr_get_str(kind), "bridge") &&
	    !known->is_unknown)
		note_above(known, ifname);
	return MNL_CB_OK;
}

/*
 * To search below each of thousands of interfaces takes long; bridges are few.
 * The kernel selects a kind only if that is loaded, so all are listed.
 */
static void find_above(struct bridge_below *known)
{
	struct nlmsghdr *header = route_begin(RTM_GETLINK, NLM_F_DUMP);

	mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
	mnl_attr_put_u32(header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	if (route_ask(header, note_bridge, known))
		known->is_unknown = true;
}

/* Can a bridge be among the interface and those below it? */
static bool may_have(struct bridge_below *known, const char *ifname)
{
	if (!known->is_asked && sysfs_is_real())
		find_above(known);
	else if (!known->is_asked)
		known->is_unknown = true;
	known->is_asked = true;
	return known->is_unknown || is_above(known, ifname);
}

bool bridge_list_snooping(const char *ifname, struct bridge_below *known,
			  char *words, size_t size)
{
	struct bridges bridges = { 0 };
	size_t i, len = 0;

	if (!may_have(known, ifname))
		return false;
	check_device(&bridges, known, ifname, 0);
	for (i = 0; i < bridges.count && len < size; i++)
		len += snprintf(words + len, size - len, "%s%s",
				i ? ", " : "", bridges.name[i]);
	return bridges.count;
}
