// SPDX-License-Identifier: GPL-2.0
#include "stack.h"
#include "sysfs.h"

#include <dirent.h>
#include <linux/if_vlan.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* /proc/net/vlan is for root only. */
unsigned int stack_vlan(const char *ifname)
{
	struct vlan_ioctl_args args = { .cmd = GET_VLAN_VID_CMD };
	int err, fd;

	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	snprintf(args.device1, sizeof(args.device1), "%s", ifname);
	err = ioctl(fd, SIOCGIFVLAN, &args);
	close(fd);
	return err ? 0 : args.u.VID;
}

/* Appends a name to a list; what has no room is left out. */
static void append(const char *name, char *words, size_t size)
{
	size_t len = strlen(words);

	if (len + strlen(name) + sizeof(", ") <= size)
		snprintf(words + len, size - len, "%s%s", len ? ", " : "",
			 name);
}

bool stack_list_lower(const char *ifname, char *words, size_t size)
{
	static const char start[] = "lower_";
	struct sysfs_names names = { 0 };
	int i, dir = sysfs_open("class/net/%s", ifname);

	*words = '\0';
	if (dir < 0)
		return false;
	sysfs_list(dir, &names);
	for (i = 0; i < names.count; i++)
		if (!strncmp(names.entry[i]->d_name, start, strlen(start)))
			append(names.entry[i]->d_name + strlen(start), words,
			       size);
	sysfs_free_names(&names);
	close(dir);
	return *words;
}

/* Has the port's file one of these values, each a digit? */
static bool port_has(int dir, const char *port, const char *file,
		     const char *values)
{
	char path[2 * NAME_MAX], value[8];

	snprintf(path, sizeof(path), "%s/%s", port, file);
	return !sysfs_read(dir, path, value, sizeof(value)) &&
	       strlen(value) == 1 && strchr(values, *value);
}

static bool list_ports(const char *ifname, const char *file,
		       const char *values, char *words, size_t size)
{
	struct sysfs_names names = { 0 };
	int i, dir = sysfs_open("class/net/%s/brif", ifname);

	*words = '\0';
	if (dir < 0)
		return false;
	sysfs_list(dir, &names);
	for (i = 0; i < names.count; i++)
		if (port_has(dir, names.entry[i]->d_name, file, values))
			append(names.entry[i]->d_name, words, size);
	sysfs_free_names(&names);
	close(dir);
	return *words;
}

/* MDB_RTR_TYPE_PERM and MDB_RTR_TYPE_TEMP */
bool stack_list_router_ports(const char *ifname, char *words, size_t size)
{
	return list_ports(ifname, "multicast_router", "23", words, size);
}

bool stack_list_fast_leave_ports(const char *ifname, char *words, size_t size)
{
	return list_ports(ifname, "multicast_fast_leave", "1", words, size);
}
