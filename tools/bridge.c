// SPDX-License-Identifier: GPL-2.0
#include "bridge.h"
#include "sysfs.h"

#include <dirent.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Interfaces stack no deeper: the kernel's MAX_NEST_DEV. */
enum { DEPTH_MAX = 8, NAMES_MAX = 8 };

struct bridges {
	char name[NAMES_MAX][IFNAMSIZ];
	size_t count;
};

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
	if (bridges->count < NAMES_MAX && !has_bridge(bridges, ifname))
		snprintf(bridges->name[bridges->count++], IFNAMSIZ, "%s",
			 ifname);
}

static bool is_snooping(int dir)
{
	char value[8];

	return !sysfs_read(dir, "bridge/multicast_snooping", value,
			   sizeof(value)) && !strcmp(value, "1");
}

static void check_device(struct bridges *bridges, const char *ifname,
			 int depth);

/* Thousands of VLANs have one device below them: it is looked at once. */
static void check_first(struct bridges *bridges, const char *ifname)
{
	static char known[IFNAMSIZ];
	static struct bridges found;
	size_t i;

	if (strcmp(ifname, known)) {
		snprintf(known, sizeof(known), "%s", ifname);
		found = (struct bridges){ 0 };
		check_device(&found, ifname, 1);
	}
	for (i = 0; i < found.count; i++)
		add_bridge(bridges, found.name[i]);
}

static void check_lower(struct bridges *bridges, int dir, int depth)
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
		if (depth == 1)
			check_first(bridges, name);
		else
			check_device(bridges, name, depth);
	}
	sysfs_free_names(&names);
}

static void check_device(struct bridges *bridges, const char *ifname, int depth)
{
	int dir = sysfs_open("class/net/%s", ifname);

	if (dir < 0)
		return;
	if (is_snooping(dir))
		add_bridge(bridges, ifname);
	if (depth < DEPTH_MAX)
		check_lower(bridges, dir, depth + 1);
	close(dir);
}

bool bridge_list_snooping(const char *ifname, char *words, size_t size)
{
	struct bridges bridges = { 0 };
	size_t i, len = 0;

	check_device(&bridges, ifname, 0);
	for (i = 0; i < bridges.count && len < size; i++)
		len += snprintf(words + len, size - len, "%s%s",
				i ? ", " : "", bridges.name[i]);
	return bridges.count;
}
