// SPDX-License-Identifier: GPL-2.0
#include "silence.h"
#include "firewall.h"
#include "joins.h"
#include "scene.h"

#include <arpa/inet.h>
#include <stdio.h>

enum { MORE_SIZE = 32 };

static enum sentence_id find_sentence(const struct scene_link *link)
{
	static const enum sentence_id ids[FIREWALLS] = {
		[FIREWALL_OTHER] = D63_IGMP,
		[FIREWALL_UFW] = D63_UFW,
		[FIREWALL_FIREWALLD] = D63_FIREWALLD,
	};

	return link->family->af == AF_INET ? ids[firewall_find()] : D63;
}

void silence_report(struct scene *scene, const struct scene_link *link,
		    const struct joins *joins)
{
	char group[INET6_ADDRSTRLEN], more[MORE_SIZE] = "";
	struct finding *finding;
	const struct join *join;
	size_t count;

	join = joins_silent(joins, &count);
	if (!join)
		return;
	finding = scene_find(scene, find_sentence(link), link);
	inet_ntop(link->family->af, join->group, group, sizeof(group));
	if (count > 1)
		snprintf(more, sizeof(more), " and %zu more", count - 1);
	finding_text(finding, "group", group);
	finding_text(finding, "more", more);
	finding_number(finding, "silent_groups", count);
}
