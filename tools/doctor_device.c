// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of an interface: can it be a querier at all?
 */
#include "device.h"
#include "doctor_checks.h"
#include "layers.h"
#include "obstacle.h"
#include "scene.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>

/* The interface of the first default route in the kernel's table of IPv4. */
static void find_default(char *ifname)
{
	FILE *file = layers_open("proc/net/route");
	char line[WORDS_SIZE];
	unsigned int to, mask;
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%15s %x %*x %*x %*d %*d %*d %x", ifname,
			       &to, &mask) == 3 && !to && !mask;
	if (file)
		fclose(file);
	if (!found)
		*ifname = '\0';
}

static bool can_be_one(const struct scene_device *device)
{
	const struct obstacle *obstacle;

	obstacle = obstacle_find(device->ifname, device->links[0].dir);
	return device->is_wanted && (!obstacle || !obstacle->lasting);
}

/* A bridge of containers has a carrier, too: the LAN is behind a wire. */
static unsigned int rate(const struct scene_device *device,
			 const char *exit)
{
	return 1 + 4 * device_has_wire(device->ifname) +
	       2 * !strcmp(device->ifname, exit) +
	       !!device_read_number(device->dir, "carrier");
}

/* The first of the best; NULL: none can be one. */
static const char *find_candidate(const struct scene *scene)
{
	const struct scene_device *best = NULL;
	unsigned int rated, most = 0;
	char exit[IFNAMSIZ];
	size_t i;

	find_default(exit);
	for (i = 0; i < scene->count; i++) {
		if (!can_be_one(&scene->devices[i]))
			continue;
		rated = rate(&scene->devices[i], exit);
		if (rated > most)
			best = &scene->devices[i];
		most = MAX(most, rated);
	}
	return best ? best->ifname : NULL;
}

void doctor_device_none_enabled(struct scene *scene)
{
	const char *candidate;

	if (scene_is_any_served(scene))
		return;
	candidate = find_candidate(scene);
	if (candidate)
		finding_text(finding_add(&scene->findings, D11, NULL, NULL),
			     "candidate", candidate);
	else
		finding_add(&scene->findings, D11_NO_INTERFACE, NULL, NULL);
}

/* Why it is down; what the others have in common is to be looked at. */
static enum sentence_id find_down(const struct scene_link *link,
				  bool has_upper)
{
	const char *reason = link->raw[KEY_STATE_REASON];

	if (has_upper)
		return D12_PORT;
	/* A pattern may give auto to spare ports, too, which have no cable. */
	if (!strcmp(reason, "link-down"))
		return strcmp(link->raw[KEY_QUERIER_ENABLE], "auto") ?
		       D12_NO_LINK : D12_AUTO;
	if (!strcmp(reason, "no-multicast"))
		return D12_NO_MULTICAST;
	return D12;
}

static void report_down(struct scene *scene, const struct scene_link *link,
			const struct obstacle *obstacle)
{
	const char *ifname = link->device->ifname;
	const char *reason = link->raw[KEY_STATE_REASON];
	char upper[IFNAMSIZ], words[WORDS_SIZE] = "cannot work now";
	struct finding *finding;
	bool has_upper;

	has_upper = obstacle && obstacle_read_upper(obstacle, ifname, upper,
						    sizeof(upper));
	if (obstacle)
		obstacle_describe(obstacle, ifname, words, sizeof(words));
	finding = scene_find(scene, find_down(link, has_upper), link);
	finding_text(finding, "reason", reason);
	finding_phrase(finding, "words", words);
	if (has_upper)
		finding_text(finding, "upper", upper);
}

/* That MLD has no address is for the checks of addresses to explain. */
void doctor_device_down(struct scene *scene, const struct scene_link *link)
{
	if (scene_is_enabled(link) && !strcmp(link->raw[KEY_STATE], "down") &&
	    strcmp(link->raw[KEY_STATE_REASON], "no-address"))
		report_down(scene, link, obstacle_find(link->device->ifname,
						       link->dir));
}

void doctor_device_no_wire(struct scene *scene, const struct scene_link *link)
{
	if (!device_has_wire(link->device->ifname))
		scene_find(scene, D23, link);
}

static in_addr_t number(const struct sockaddr *address)
{
	return ((const struct sockaddr_in *)address)->sin_addr.s_addr;
}

static bool is_ipv4_of(const struct ifaddrs *ifa, const char *ifname)
{
	return ifa->ifa_addr && ifa->ifa_netmask &&
	       ifa->ifa_addr->sa_family == AF_INET &&
	       device_has_label(ifname, ifa->ifa_name);
}

static bool has_subnet(const struct ifaddrs *list, const char *ifname,
		       const struct ifaddrs *like)
{
	in_addr_t mask = number(like->ifa_netmask);

	for (; list; list = list->ifa_next)
		if (is_ipv4_of(list, ifname) &&
		    number(list->ifa_netmask) == mask &&
		    !((number(list->ifa_addr) ^ number(like->ifa_addr)) & mask))
			return true;
	return false;
}

static bool share_subnet(const struct ifaddrs *list, const char *first,
			 const char *second)
{
	const struct ifaddrs *ifa;

	for (ifa = list; ifa; ifa = ifa->ifa_next)
		if (is_ipv4_of(ifa, first) && has_subnet(list, second, ifa))
			return true;
	return false;
}

static bool runs_igmp(const struct scene_device *device)
{
	return device->is_wanted && scene_is_running(&device->links[0]);
}

/* Each pair once. */
static void compare_with_later(struct scene *scene, size_t first,
			       const struct ifaddrs *list)
{
	const struct scene_device *one = &scene->devices[first], *other;
	struct finding *finding;
	size_t i;

	for (i = first + 1; i < scene->count; i++) {
		other = &scene->devices[i];
		if (!runs_igmp(one) || !runs_igmp(other) ||
		    !share_subnet(list, one->ifname, other->ifname))
			continue;
		finding = finding_add(&scene->findings, D28, one->ifname, NULL);
		finding_text(finding, "other", other->ifname);
	}
}

void doctor_device_same_lan(struct scene *scene)
{
	struct ifaddrs *list;
	size_t i;

	if (getifaddrs(&list))
		return;
	for (i = 0; i < scene->count; i++)
		compare_with_later(scene, i, list);
	freeifaddrs(list);
}
