// SPDX-License-Identifier: GPL-2.0
#include "device.h"
#include "compiler.h"
#include "sysfs.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TEXT_SIZE = 64 };

static const struct obstacle obstacles[] = {
	{
		.reason = "loopback",
		.words = "is the loopback, which reaches nobody: enable an interface of the LAN",
		.lasting = true,
	}, {
		.reason = "bridge-port",
		.words = "is a bridge port: enable the bridge instead",
		.upper = "master",
		.lasting = true,
	}, {
		.reason = "lag-port",
		.words = "is a port of a bond or team: enable that instead",
		.upper = "master",
		.lasting = true,
	}, {
		.reason = "not-ethernet",
		.words = "is not Ethernet: a querier needs an Ethernet-like interface",
		.lasting = true,
	}, {
		.reason = "no-multicast",
		.words = "has multicast switched off: ip link set multicast on",
		.lasting = true,
	}, {
		.reason = "link-down",
		.words = "has no link: ip link set up, and see to its cable",
	}, {
		.reason = "no-address",
		.words = "has no IPv6 link-local address yet: see 'ip -6 address'",
	}, {
		.reason = "hook-failed",
		.words = "cannot hear queries: see dmesg, then disable and enable it",
	}, {
		.reason = "namespace-limit",
		.words = "waits: as many queriers work in this container as may",
	},
};

static const struct obstacle *find_obstacle(const char *reason)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(obstacles); i++)
		if (!strcmp(obstacles[i].reason, reason))
			return &obstacles[i];
	return NULL;
}

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

static int open_device(const char *ifname)
{
	return sysfs_open("class/net/%s", ifname);
}

bool device_exists(const char *ifname)
{
	int dir = open_device(ifname);

	if (dir < 0)
		return false;
	close(dir);
	return true;
}

/* A number in one of the interface's files; 0 if it cannot be read. */
static unsigned long read_number(int dir, const char *file)
{
	char text[TEXT_SIZE];

	if (sysfs_read(dir, file, text, sizeof(text)))
		return 0;
	return strtoul(text, NULL, 0);
}

/* The interface's hardware address as system calls have it, like sysfs. */
static bool hardware_address(const char *ifname, char *text, size_t size)
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

static bool is_foreign(int dir, const char *ifname)
{
	char ours[TEXT_SIZE], theirs[TEXT_SIZE];

	if (read_number(dir, "ifindex") != if_nametoindex(ifname))
		return true;
	return hardware_address(ifname, ours, sizeof(ours)) &&
	       !sysfs_read(dir, "address", theirs, sizeof(theirs)) &&
	       strcmp(ours, theirs);
}

bool device_is_foreign(const char *ifname)
{
	bool foreign = false;
	int dir;

	if (!sysfs_is_real())
		return false;
	dir = open_device(ifname);
	if (dir < 0)
		return false;
	/* Twice: it may have been renamed, or replaced, between two looks. */
	foreign = is_foreign(dir, ifname) && read_number(dir, "ifindex") &&
		  is_foreign(dir, ifname);
	close(dir);
	return foreign;
}

/* The module's own order of looking, for kernels where it cannot be asked. */
static const char *guess_reason(int dir)
{
	unsigned long flags = read_number(dir, "flags");

	if (flags & IFF_LOOPBACK)
		return "loopback";
	if (read_number(dir, "type") != ARPHRD_ETHER)
		return "not-ethernet";
	if (!(flags & IFF_MULTICAST))
		return "no-multicast";
	if (!faccessat(dir, "brport", F_OK, 0))
		return "bridge-port";
	if (!faccessat(dir, "bonding_slave", F_OK, 0))
		return "lag-port";
	return NULL;
}

const struct obstacle *device_obstacle(const char *ifname, const char *reason)
{
	const struct obstacle *known = reason ? find_obstacle(reason) : NULL;
	int dir;

	if (known)
		return known;
	dir = open_device(ifname);
	if (dir < 0)
		return NULL;
	reason = guess_reason(dir);
	close(dir);
	return reason ? find_obstacle(reason) : NULL;
}

void device_describe(const char *ifname, const struct obstacle *obstacle,
		     char *words, size_t size)
{
	char upper[IFNAMSIZ];
	int dir, err = -1;

	dir = obstacle->upper ? open_device(ifname) : -1;
	if (dir >= 0) {
		err = sysfs_read_link(dir, obstacle->upper, upper,
				      sizeof(upper));
		close(dir);
	}
	if (err)
		snprintf(words, size, "%s", obstacle->words);
	else
		snprintf(words, size, "is a port of %s: enable %s instead",
			 upper, upper);
}

static const void *address_bytes(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return &((const struct sockaddr_in *)address)->sin_addr;
	return &((const struct sockaddr_in6 *)address)->sin6_addr;
}

/* An address that queries can come from. */
static bool is_of_family(const struct sockaddr *address,
			 const struct family *family)
{
	if (!address || address->sa_family != family->af)
		return false;
	return !family->link_local ||
	       IN6_IS_ADDR_LINKLOCAL(address_bytes(address));
}

/* An address of the interface's; labels such as eth0:1 are its own, too. */
static bool is_of_device(const struct ifaddrs *ifa, const char *ifname)
{
	size_t len = strlen(ifname);

	return !strncmp(ifa->ifa_name, ifname, len) &&
	       (!ifa->ifa_name[len] || ifa->ifa_name[len] == ':');
}

void device_addresses(const char *ifname, const struct family *family,
		      char *words, size_t size)
{
	struct ifaddrs *list, *ifa;
	size_t len = 0;

	snprintf(words, size, "it has no %s", family->addresses);
	if (getifaddrs(&list))
		return;
	for (ifa = list; ifa; ifa = ifa->ifa_next) {
		char text[INET6_ADDRSTRLEN];

		if (!is_of_device(ifa, ifname) ||
		    !is_of_family(ifa->ifa_addr, family) || len >= size)
			continue;
		inet_ntop(family->af, address_bytes(ifa->ifa_addr), text,
			  sizeof(text));
		len += snprintf(words + len, size - len, "%s%s",
				len ? ", " : "it has ", text);
	}
	freeifaddrs(list);
}
