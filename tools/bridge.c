// SPDX-License-Identifier: GPL-2.0
#include "bridge.h"
#include "sysfs.h"

#include <dirent.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* As deep as the kernel lets interfaces stand on each other. */
enum { DEPTH_MAX = 8, NAMES_MAX = 8 };

/* The names in the order in which they were found. */
struct bridges {
	char name[NAMES_MAX][IFNAMSIZ];
	size_t count;
};

/* One can be below an interface in two ways, and is named once. */
static void add_bridge(struct bridges *bridges, const char *ifname)
{
	size_t i;

	for (i = 0; i < bridges->count; i++)
		if (!strcmp(bridges->name[i], ifname))
			return;
	if (bridges->count < NAMES_MAX)
		snprintf(bridges->name[bridges->count++], IFNAMSIZ, "%s",
			 ifname);
}

static bool snoops(int dir)
{
	char value[8];

	return !sysfs_read(dir, "bridge/multicast_snooping", value,
			   sizeof(value)) && !strcmp(value, "1");
}

static void look_at(struct bridges *bridges, const char *ifname, int depth);

static void look_below(struct bridges *bridges, int dir, int depth)
{
	static const char lower[] = "lower_";
	struct names names;
	int i;

	if (sysfs_list(dir, &names))
		return;
	for (i = 0; i < names.count; i++) {
		const char *name = names.entry[i]->d_name;

		if (!strncmp(name, lower, strlen(lower)))
			look_at(bridges, name + strlen(lower), depth);
	}
	names_free(&names);
}

static void look_at(struct bridges *bridges, const char *ifname, int depth)
{
	int dir = sysfs_open("class/net/%s", ifname);

	if (dir < 0)
		return;
	if (snoops(dir))
		add_bridge(bridges, ifname);
	if (depth < DEPTH_MAX)
		look_below(bridges, dir, depth + 1);
	close(dir);
}

bool bridges_that_snoop(const char *ifname, char *words, size_t size)
{
	struct bridges bridges = { 0 };
	size_t i, len = 0;

	look_at(&bridges, ifname, 0);
	for (i = 0; i < bridges.count && len < size; i++)
		len += snprintf(words + len, size - len, "%s%s",
				i ? ", " : "", bridges.name[i]);
	return bridges.count;
}
