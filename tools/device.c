// SPDX-License-Identifier: GPL-2.0
#include "device.h"
#include "message.h"
#include "sysfs.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TEXT_SIZE = 64, DEPTH_MAX = 8 };	/* the kernel's MAX_NEST_DEV */

bool device_is_name(const char *ifname)
{
	const char *c;

	if (!*ifname || strlen(ifname) >= IFNAMSIZ ||
	    !strcmp(ifname, ".") || !strcmp(ifname, ".."))
		return false;
	for (c = ifname; *c; c++)
		if (*c == '/' || *c == ':' || isspace((unsigned char)*c))
			return false;
	return true;
}

int device_open(const char *ifname)
{
	return sysfs_open("class/net/%s", ifname);
}

int device_list(struct sysfs_names *names)
{
	int err, dir = sysfs_open("class/net");

	if (dir < 0)
		return message_fail("cannot list the interfaces: %s/class/net: %s",
				    sysfs_root(), strerror(-dir));
	err = sysfs_list(dir, names);
	close(dir);
	if (err)
		return message_fail("cannot list the interfaces: %s",
				    strerror(-err));
	return STATUS_DONE;
}

bool device_exists(const char *ifname)
{
	int dir = device_open(ifname);

	if (dir < 0)
		return false;
	close(dir);
	return true;
}

bool device_is_ethernet(const char *ifname)
{
	int dir = device_open(ifname);
	bool is;

	if (dir < 0)
		return false;
	is = device_read_number(dir, "type") == ARPHRD_ETHER;
	close(dir);
	return is;
}

static bool has_wire(const char *ifname, int depth);

static bool has_wire_below(int dir, int depth)
{
	static const char lower[] = "lower_";
	struct sysfs_names names;
	bool has = false;
	int i;

	if (depth == DEPTH_MAX || sysfs_list(dir, &names))
		return false;
	for (i = 0; i < names.count && !has; i++) {
		const char *name = names.entry[i]->d_name;

		has = !strncmp(name, lower, strlen(lower)) &&
		      has_wire(name + strlen(lower), depth + 1);
	}
	sysfs_free_names(&names);
	return has;
}

/* A device of a bus has a link to that. */
static bool has_wire(const char *ifname, int depth)
{
	int dir = device_open(ifname);
	bool has;

	if (dir < 0)
		return false;
	has = !faccessat(dir, "device", F_OK, AT_SYMLINK_NOFOLLOW) ||
	      has_wire_below(dir, depth);
	close(dir);
	return has;
}

bool device_has_wire(const char *ifname)
{
	return has_wire(ifname, 0);
}

unsigned long device_read_number(int dir, const char *file)
{
	char text[TEXT_SIZE];

	if (sysfs_read(dir, file, text, sizeof(text)))
		return 0;
	return strtoul(text, NULL, 0);
}

/* Gets the hardware address by a system call, in the form of sysfs. */
static bool read_hardware_address(const char *ifname, char *text, size_t size)
{
	struct ifreq req = { 0 };
	const unsigned char *mac = (unsigned char *)req.ifr_hwaddr.sa_data;
	int fd, err;

	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", ifname);
	err = ioctl(fd, SIOCGIFHWADDR, &req);
	close(fd);
	if (err || req.ifr_hwaddr.sa_family != ARPHRD_ETHER)
		return false;
	snprintf(text, size, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
		 mac[2], mac[3], mac[4], mac[5]);
	return true;
}

bool device_is_gone(int err)
{
	/* ENOTDIR: a file that is no interface, such as bonding_masters */
	return err == -ENOENT || err == -ENODEV || err == -ENOTDIR;
}

/* Once it is known for one interface, it is for all. */
static enum sysfs_view view = SYSFS_UNKNOWN;

/*
 * Without the right to look, an interface that fits is taken for a proof, though
 * another namespace may have one of the same name, number and MAC, as ipvlan can.
 */
static bool is_foreign(int dir, const char *ifname)
{
	char ours[TEXT_SIZE], theirs[TEXT_SIZE];

	if (device_read_number(dir, "ifindex") != if_nametoindex(ifname))
		return true;
	if (!read_hardware_address(ifname, ours, sizeof(ours)) ||
	    sysfs_read(dir, "address", theirs, sizeof(theirs)))
		return false;
	if (strcmp(ours, theirs))
		return true;
	view = SYSFS_OWN;
	return false;
}

static bool looks_foreign(const char *ifname)
{
	int dir = device_open(ifname);
	bool foreign;

	if (dir < 0)
		return false;
	foreign = is_foreign(dir, ifname);
	close(dir);
	return foreign;
}

bool device_is_foreign(const char *ifname)
{
	if (!sysfs_is_real())
		return false;
	if (view == SYSFS_UNKNOWN)
		view = sysfs_find_view();
	if (view != SYSFS_UNKNOWN)
		return view == SYSFS_FOREIGN;
	/* Twice: between two reads it may have been renamed or replaced. */
	return looks_foreign(ifname) && looks_foreign(ifname);
}

static const void *address_bytes(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return &((const struct sockaddr_in *)address)->sin_addr;
	return &((const struct sockaddr_in6 *)address)->sin6_addr;
}

/* Can queries of the family be sent from this address? */
static bool is_of_family(const struct sockaddr *address,
			 const struct family *family)
{
	if (!address || address->sa_family != family->af)
		return false;
	return !family->link_local ||
	       IN6_IS_ADDR_LINKLOCAL(address_bytes(address));
}

bool device_has_label(const char *ifname, const char *label)
{
	size_t len = strlen(ifname);

	return !strncmp(label, ifname, len) &&
	       (!label[len] || label[len] == ':');
}

void device_name_vlan(const char *ifname, unsigned int vlan, char *name)
{
	if (snprintf(name, IFNAMSIZ, "%s.%u", ifname, vlan) >= IFNAMSIZ)
		snprintf(name, IFNAMSIZ, "vlan%u", vlan);
}

void device_list_addresses(const char *ifname, const struct family *family,
			   char *words, size_t size)
{
	struct ifaddrs *list, *ifa;
	size_t len = 0;

	snprintf(words, size, "it has no %s", family->addresses);
	if (getifaddrs(&list))
		return;
	for (ifa = list; ifa; ifa = ifa->ifa_next) {
		char text[INET6_ADDRSTRLEN];

		if (!device_has_label(ifname, ifa->ifa_name) ||
		    !is_of_family(ifa->ifa_addr, family) || len >= size)
			continue;
		inet_ntop(family->af, address_bytes(ifa->ifa_addr), text,
			  sizeof(text));
		len += snprintf(words + len, size - len, "%s%s",
				len ? ", " : "it has ", text);
	}
	freeifaddrs(list);
}
