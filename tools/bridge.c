// SPDX-License-Identifier: GPL-2.0
#include "bridge.h"
#include "sysfs.h"

#include <dirent.h>
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
		*known = (struct bridge_below){ 0 };
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

bool bridge_list_snooping(const char *ifname, struct bridge_below *known,
			  char *words, size_t size)
{
	struct bridges bridges = { 0 };
	size_t i, len = 0;

	check_device(&bridges, known, ifname, 0);
	for (i = 0; i < bridges.count && len < size; i++)
		len += snprintf(words + len, size - len, "%s%s",
				i ? ", " : "", bridges.name[i]);
	return bridges.count;
}
