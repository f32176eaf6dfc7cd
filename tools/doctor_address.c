// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of the addresses that queries are sent from.
 */
#include "doctor_checks.h"
#include "layers.h"
#include "scene.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Of the columns of if_inet6. */
#define ADDRESS_FAILED	0x08	/* IFA_F_DADFAILED */
#define ADDRESS_LINK	0x20	/* the scope */

#define IPV6_LEAST_MTU	1280
#define GENERATE_NONE	1	/* addr_gen_mode */

static bool is_elect(const struct scene_link *link)
{
	return !strcmp(link->raw[KEY_MODE], "elect");
}

void doctor_address_none(struct scene *scene, const struct scene_link *link)
{
	if (is_elect(link) &&
	    !strcmp(link->raw[KEY_ACTIVE_SOURCE_ADDRESS], "0.0.0.0"))
		scene_find(scene, scene_is_querier(link) ? D30 : D30_SPARE,
			   link);
}

void doctor_address_link_local(struct scene *scene,
			       const struct scene_link *link)
{
	const char *address = link->raw[KEY_ACTIVE_SOURCE_ADDRESS];
	struct finding *finding;

	if (!is_elect(link) || strncmp(address, "169.254.", 8))
		return;
	finding = scene_find(scene, scene_is_querier(link) ? D31 : D31_SPARE,
			     link);
	finding_text(finding, "address", address);
}

void doctor_address_twice(struct scene *scene, const struct scene_link *link)
{
	struct finding *finding;

	finding = scene_find_counter(scene, D32, link,
				     "ignored_duplicate_address");
	if (finding)
		finding_text(finding, "address",
			     link->raw[KEY_ACTIVE_SOURCE_ADDRESS]);
}

/* The querier takes the best other address until the interface has this one. */
void doctor_address_missing(struct scene *scene, const struct scene_link *link)
{
	const char *wanted = link->raw[KEY_SOURCE_ADDRESS];
	const char *active = link->raw[KEY_ACTIVE_SOURCE_ADDRESS];
	struct finding *finding;

	if (!is_elect(link) || !*wanted || !strcmp(wanted, "auto") ||
	    !strcmp(wanted, active))
		return;
	finding = scene_find(scene, scene_is_querier(link) ? D34 : D34_SPARE,
			     link);
	finding_text(finding, "wanted", wanted);
	finding_text(finding, "active", active);
}

/* Did another host have its link-local address first? */
static bool has_failed_address(const char *ifname)
{
	FILE *file = layers_open("proc/net/if_inet6");
	char line[VALUE_SIZE * 2], name[IFNAMSIZ];
	unsigned int scope, flags;
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%*s %*x %*x %x %x %15s", &scope, &flags,
			       name) == 3 &&
			scope == ADDRESS_LINK && flags & ADDRESS_FAILED &&
			!strcmp(name, ifname);
	if (file)
		fclose(file);
	return found;
}

static long long read_setting(const char *ifname, const char *name)
{
	char file[PATH_MAX];

	snprintf(file, sizeof(file), "proc/sys/net/ipv6/conf/%s/%s", ifname,
		 name);
	return scene_read_number(file);
}

static enum sentence_id find_no_link_local(const struct scene_device *device)
{
	long long mtu = scene_device_number(device, "mtu");

	if (mtu >= 0 && mtu < IPV6_LEAST_MTU)
		return D33_MTU;
	if (read_setting(device->ifname, "disable_ipv6") == 1)
		return D33_DISABLED;
	if (has_failed_address(device->ifname))
		return D33_DUPLICATE;
	if (read_setting(device->ifname, "addr_gen_mode") == GENERATE_NONE)
		return D33_NOT_GENERATED;
	return D33_NOT_YET;
}

void doctor_address_no_link_local(struct scene *scene,
				  const struct scene_link *link)
{
	struct finding *finding;
	enum sentence_id id;

	if (!scene_is_enabled(link) ||
	    strcmp(link->raw[KEY_STATE_REASON], "no-address"))
		return;
	id = find_no_link_local(link->device);
	finding = scene_find(scene, id, link);
	if (id == D33_MTU)
		finding_number(finding, "mtu",
			       scene_device_number(link->device, "mtu"));
}
