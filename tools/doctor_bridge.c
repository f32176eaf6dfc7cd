// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of bridges: what snoops, and who asks.
 */
#include "device.h"
#include "doctor_checks.h"
#include "layers.h"
#include "route.h"
#include "scene.h"
#include "sysfs.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* Of IFLA_INFO_DATA since Linux 5.15, which older headers lack. */
enum {
	BR_QUERIER_STATE = 47,
	BR_QUERIER_IP = 1,
	BR_QUERIER_IPV6 = 4,
};

/* A row of the bridge's table of MAC addresses, in the file brforward. */
struct forward_row {
	uint8_t mac[6];
	uint8_t port;
	uint8_t is_local;
	uint32_t age;
	uint8_t port_high;
	uint8_t pad[3];
};

static bool is_bridge(const struct scene_device *device)
{
	return !faccessat(device->dir, "bridge", F_OK, 0);
}

/* Does the kernel say which querier a bridge hears? */
static bool knows_querier(void)
{
	unsigned int major = 0, minor = 0;
	struct utsname name;

	uname(&name);
	sscanf(name.release, "%u.%u", &major, &minor);
	return major > 5 || (major == 5 && minor >= 15);
}

/* @context: two flags, by family */
static int note_querier(const struct nlmsghdr *header, void *context)
{
	const struct nlattr *attr, *state = NULL;
	bool *heard = context;

	mnl_attr_for_each(attr, header, sizeof(struct ifinfomsg))
		if (mnl_attr_get_type(attr) == IFLA_LINKINFO)
			state = route_find(route_find(attr, IFLA_INFO_DATA),
					   BR_QUERIER_STATE);
	if (route_find(state, BR_QUERIER_IP))
		heard[0] = true;
	if (route_find(state, BR_QUERIER_IPV6))
		heard[1] = true;
	return MNL_CB_OK;
}

/* Which families' queriers does the bridge know, this host's included? */
static void read_queriers(const struct scene_device *device, bool *heard)
{
	struct nlmsghdr *header = route_begin(RTM_GETLINK, 0);
	struct ifinfomsg *info;

	heard[0] = false;
	heard[1] = false;
	if (!sysfs_is_real())
		return;
	info = mnl_nlmsg_put_extra_header(header, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	info->ifi_index = device->ifindex;
	route_ask(header, note_querier, heard);
}

/* Is a querier enabled on one of its VLANs? */
static bool is_served_above(const struct scene *scene,
			    const struct scene_device *device)
{
	char link[sizeof("upper_") + IFNAMSIZ];
	size_t i;

	for (i = 0; i < scene->count; i++) {
		snprintf(link, sizeof(link), "upper_%s",
			 scene->devices[i].ifname);
		if (scene_is_served(&scene->devices[i]) &&
		    !faccessat(device->dir, link, F_OK, AT_SYMLINK_NOFOLLOW))
			return true;
	}
	return false;
}

/*
 * A bridge floods until it knows a querier. So where no wire leads to other
 * switches nothing is lost.
 */
void doctor_bridge_unasked(struct scene *scene,
			   const struct scene_device *device)
{
	bool heard[SCENE_FAMILIES];

	if (scene_device_number(device, "bridge/multicast_snooping") != 1 ||
	    scene_device_number(device, "bridge/multicast_querier") != 0 ||
	    scene_is_served(device) || is_served_above(scene, device))
		return;
	if (sysfs_is_real() && !knows_querier()) {
		findings_skip(&scene->findings, "D13", "needs Linux 5.15");
		return;
	}
	read_queriers(device, heard);
	if (heard[0] || heard[1])
		return;
	finding_add(&scene->findings, device_has_wire(device->ifname) ? D13 :
		    D13_INSIDE, device->ifname, NULL);
}

static bool is_bridge_with(const struct scene_link *link, const char *file,
			   long long value)
{
	return is_bridge(link->device) &&
	       scene_device_number(link->device, file) == value;
}

void doctor_bridge_two_queriers(struct scene *scene,
				const struct scene_link *link)
{
	if (is_bridge_with(link, "bridge/multicast_querier", 1))
		scene_find(scene, D14, link);
}

void doctor_bridge_deaf(struct scene *scene, const struct scene_link *link)
{
	if (scene_is_querier(link) &&
	    is_bridge_with(link, "bridge/multicast_snooping", 1) &&
	    is_bridge_with(link, "bridge/multicast_router", 0))
		scene_find(scene, D17, link);
}

/* How many hosts has the bridge learnt behind the port? */
static unsigned int count_hosts(const struct scene_device *port)
{
	long long number = scene_device_number(port, "brport/port_no");
	struct forward_row row;
	unsigned int count = 0;
	int table;

	table = openat(port->dir, "master/brforward", O_RDONLY | O_CLOEXEC);
	if (table < 0)
		return 0;
	while (read(table, &row, sizeof(row)) == sizeof(row))
		if (!row.is_local && (row.port | row.port_high << 8) == number)
			count++;
	close(table);
	return count;
}

void doctor_bridge_fast_leave(struct scene *scene,
			      const struct scene_device *device)
{
	struct finding *finding;
	unsigned int hosts;

	if (scene_device_number(device, "brport/multicast_fast_leave") != 1)
		return;
	hosts = count_hosts(device);
	if (hosts < 2)
		return;
	finding = finding_add(&scene->findings, D18, device->ifname, NULL);
	finding_number(finding, "hosts", hosts);
}
