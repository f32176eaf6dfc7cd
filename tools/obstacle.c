// SPDX-License-Identifier: GPL-2.0
#include "obstacle.h"
#include "compiler.h"
#include "device.h"
#include "message.h"
#include "module.h"
#include "sysfs.h"
#include "value.h"

#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "notice_names.h"

/* By IGMP_QUERIER_REASON_*; one without words is none. */
static const struct obstacle obstacles[] = {
	[IGMP_QUERIER_REASON_NONE] = {},
	[IGMP_QUERIER_REASON_LINK_DOWN] = {
		.words = "has no link: ip link set up, and check the cable",
	},
	[IGMP_QUERIER_REASON_LOOPBACK] = {
		.words = "is the loopback, which has no LAN: enable another interface",
		.lasting = true,
	},
	[IGMP_QUERIER_REASON_NOT_ETHERNET] = {
		.words = "is not Ethernet: a querier needs an Ethernet-like interface",
		.lasting = true,
	},
	[IGMP_QUERIER_REASON_NO_MULTICAST] = {
		.words = "has multicast switched off: ip link set multicast on",
		.lasting = true,
	},
	[IGMP_QUERIER_REASON_BRIDGE_PORT] = {
		.words = "is a bridge port: enable the bridge instead",
		.upper = "master",
		.lasting = true,
	},
	[IGMP_QUERIER_REASON_LAG_PORT] = {
		.words = "is a port of a bond or team: enable that instead",
		.upper = "master",
		.lasting = true,
	},
	[IGMP_QUERIER_REASON_HOOK_FAILED] = {
		.words = "cannot hear queries: see dmesg, then disable and enable it",
	},
	[IGMP_QUERIER_REASON_NO_ADDRESS] = {
		.words = "has no IPv6 link-local address yet: see 'ip -6 address'",
	},
	[IGMP_QUERIER_REASON_NAMESPACE_LIMIT] = {
		.words = "waits: this container has as many queriers as allowed",
	},
	[IGMP_QUERIER_REASON_NO_WIRE] = {
		.words = "leads to no network card, and auto serves only those that do: on serves it too",
		.lasting = true,
	},
};

_Static_assert(ARRAY_SIZE(obstacles) == ARRAY_SIZE(reasons),
	       "a reason in querier/igmp_querier.yaml has no obstacle");

const struct obstacle *obstacle_by_reason(unsigned int reason)
{
	return reason < ARRAY_SIZE(obstacles) && obstacles[reason].words ?
	       &obstacles[reason] : NULL;
}

static const struct obstacle *find_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(reasons); i++)
		if (!strcmp(reasons[i], name))
			return obstacle_by_reason(i);
	return NULL;
}

/* For kernels where the module cannot be asked: it checks in this order. */
static enum igmp_querier_reason guess_reason(int device)
{
	unsigned long flags = device_read_number(device, "flags");

	if (flags & IFF_LOOPBACK)
		return IGMP_QUERIER_REASON_LOOPBACK;
	if (device_read_number(device, "type") != ARPHRD_ETHER)
		return IGMP_QUERIER_REASON_NOT_ETHERNET;
	if (!(flags & IFF_MULTICAST))
		return IGMP_QUERIER_REASON_NO_MULTICAST;
	if (!faccessat(device, "brport", F_OK, 0))
		return IGMP_QUERIER_REASON_BRIDGE_PORT;
	if (!faccessat(device, "bonding_slave", F_OK, 0))
		return IGMP_QUERIER_REASON_LAG_PORT;
	return IGMP_QUERIER_REASON_NONE;
}

const struct obstacle *obstacle_find(const char *ifname, int dir)
{
	const struct obstacle *known = NULL;
	char text[VALUE_SIZE];
	enum igmp_querier_reason reason;
	int device;

	if (!sysfs_read(dir, "state_reason", text, sizeof(text)))
		known = find_by_name(text);
	if (known)
		return known;
	device = device_open(ifname);
	if (device < 0)
		return NULL;
	reason = guess_reason(device);
	close(device);
	return obstacle_by_reason(reason);
}

const char *obstacle_reason(const struct obstacle *obstacle)
{
	return reasons[obstacle - obstacles];
}

bool obstacle_read_upper(const struct obstacle *obstacle, const char *ifname,
			 char *upper, size_t size)
{
	int err, device;

	device = obstacle->upper ? device_open(ifname) : -1;
	if (device < 0)
		return false;
	err = sysfs_read_link(device, obstacle->upper, upper, size);
	close(device);
	return !err;
}

void obstacle_describe(const struct obstacle *obstacle, const char *ifname,
		       char *words, size_t size)
{
	char upper[IFNAMSIZ];

	if (obstacle_read_upper(obstacle, ifname, upper, sizeof(upper)))
		snprintf(words, size, "is a port of %s: enable %s instead",
			 upper, upper);
	else
		snprintf(words, size, "%s", obstacle->words);
}

int obstacle_fail_no_device(const char *ifname)
{
	return message_fail("%s: there is no such interface: see 'ip link'",
			    ifname);
}

int obstacle_fail_foreign(const char *ifname)
{
	return message_fail("%s: %s is another network namespace's: use 'ip netns exec'",
			    ifname, sysfs_root());
}

int obstacle_check_name(const char *ifname)
{
	if (!device_is_name(ifname))
		return message_fail("'%s' cannot be an interface's name",
				    ifname);
	if (device_is_foreign(ifname))
		return obstacle_fail_foreign(ifname);
	return STATUS_DONE;
}

/* @unknown: what to say when no obstacle is found */
static int fail_obstacle(const char *ifname, int dir, const char *unknown)
{
	const struct obstacle *obstacle = obstacle_find(ifname, dir);
	char words[WORDS_SIZE];

	if (!obstacle)
		return message_fail("%s: %s", ifname, unknown);
	obstacle_describe(obstacle, ifname, words, sizeof(words));
	return message_fail("%s: %s", ifname, words);
}

int obstacle_fail_start(const char *ifname, int dir)
{
	return fail_obstacle(ifname, dir,
			     "cannot be a querier: the kernel does not say why");
}

static int fail_missing(const char *ifname, const struct family *family)
{
	char unknown[WORDS_SIZE];

	if (!device_exists(ifname))
		return obstacle_fail_no_device(ifname);
	if (!module_is_loaded())
		return module_fail_missing();
	snprintf(unknown, sizeof(unknown),
		 "the module %s offers no %s on this interface", MODULE,
		 family->protocol);
	return fail_obstacle(ifname, -1, unknown);
}

int obstacle_fail_open(const char *ifname, const struct family *family, int err)
{
	if (device_is_gone(err))
		return fail_missing(ifname, family);
	return message_fail("%s: cannot read its %s files: %s", ifname,
			    family->protocol, strerror(-err));
}
