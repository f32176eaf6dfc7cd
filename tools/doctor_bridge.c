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
	BR_QUERIER_IP_PORT = 2,
	BR_QUERIER_IPV6 = 5,
	BR_QUERIER_IPV6_PORT = 6,
};

/**
 * struct bridge_querier - the querier of one family that a bridge knows
 * @is_known: it knows one
 * @port: the ifindex of the port that it is behind; 0: this host's own
 */
struct bridge_querier {
	bool is_known;
	uint32_t port;
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

/* @context: the queriers by family */
static int note_queriers(const struct nlmsghdr *header, void *context)
{
	static const struct {
		uint16_t address, port;
	} types[SCENE_FAMILIES] = {
		{ BR_QUERIER_IP, BR_QUERIER_IP_PORT },
		{ BR_QUERIER_IPV6, BR_QUERIER_IPV6_PORT },
	};
	const struct nlattr *attr, *port, *state = NULL;
	struct bridge_querier *queriers = context;
	size_t i;

	mnl_attr_for_each(attr, header, sizeof(struct ifinfomsg))
		if (mnl_attr_get_type(attr) == IFLA_LINKINFO)
			state = route_find(route_find(attr, IFLA_INFO_DATA),
					   BR_QUERIER_STATE);
	for (i = 0; i < SCENE_FAMILIES; i++) {
		port = route_find(state, types[i].port);
		queriers[i].is_known = route_find(state, types[i].address);
		queriers[i].port = port ? mnl_attr_get_u32(port) : 0;
	}
	return MNL_CB_OK;
}

/* Which families' queriers does the bridge know, this host's included? */
static void read_queriers(const struct scene_device *device,
			  struct bridge_querier *queriers)
{
	struct nlmsghdr *header;
	struct ifinfomsg *info;

	memset(queriers, 0, SCENE_FAMILIES * sizeof(*queriers));
	if (!sysfs_is_real())
		return;
	header = route_begin(RTM_GETLINK, 0);
	info = mnl_nlmsg_put_extra_header(header, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	info->ifi_index = device->ifindex;
	route_ask(header, note_queriers, queriers);
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
	struct bridge_querier queriers[SCENE_FAMILIES];

	if (scene_device_number(device, "bridge/multicast_snooping") != 1 ||
	    scene_device_number(device, "bridge/multicast_querier") != 0 ||
	    scene_is_served(device) || is_served_above(scene, device))
		return;
	if (sysfs_is_real() && !knows_querier()) {
		findings_skip(&scene->findings, "D13", "needs Linux 5.15");
		return;
	}
	read_queriers(device, queriers);
	if (queriers[0].is_known || queriers[1].is_known)
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

static const struct scene_device *find_port(const struct scene *scene,
					    uint32_t ifindex)
{
	size_t i;

	for (i = 0; ifindex && i < scene->count; i++)
		if (scene->devices[i].ifindex == ifindex)
			return &scene->devices[i];
	return NULL;
}

/* No report leaves by a port that is set so, not even to a querier. */
static void check_port(struct scene *scene, const struct scene_link *link)
{
	struct bridge_querier queriers[SCENE_FAMILIES];
	const struct scene_device *port;

	read_queriers(link->device, queriers);
	port = find_port(scene, queriers[link->family - families].port);
	if (port && !scene_device_number(port, "brport/multicast_router"))
		finding_text(scene_find(scene, D17_PORT, link), "port",
			     port->ifname);
}

void doctor_bridge_deaf(struct scene *scene, const struct scene_link *link)
{
	if (!is_bridge_with(link, "bridge/multicast_snooping", 1))
		return;
	if (!scene_is_querier(link))
		check_port(scene, link);
	else if (is_bridge_with(link, "bridge/multicast_router", 0))
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
