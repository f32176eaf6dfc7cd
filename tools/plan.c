// SPDX-License-Identifier: GPL-2.0
#include "plan.h"
#include "bridge.h"
#include "files.h"
#include "message.h"
#include "obstacle.h"
#include "rival.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

void plan_begin(struct plan *plan, size_t most, bool is_many)
{
	/* Each link stays open until all are written to. */
	files_allow(most);
	*plan = (struct plan){
		.changes = calloc(most, sizeof(*plan->changes)),
		.links = calloc(most, sizeof(*plan->links)),
	};
	if (!plan->changes || !plan->links)
		message_no_memory();
	if (!is_many)
		return;
	snapshot_take(&plan->names);
	explicit_load(&plan->explicits);
}

void plan_free(struct plan *plan, bool is_last)
{
	while (!is_last && plan->link_count)
		link_close(&plan->links[--plan->link_count]);
	snapshot_free(&plan->names);
	explicit_free(&plan->explicits);
	free(plan->links);
	free(plan->changes);
}

/* If the module names the link, one file of it is enough. */
static bool add_known(struct plan *plan, const char *ifname,
		      const struct family *family)
{
	struct link *link = &plan->links[plan->link_count];
	const struct snapshot_entry *known;

	known = snapshot_find(&plan->names, ifname, family);
	if (!known || link_try_open_enable(link, ifname, family))
		return false;
	link->ifindex = known->ifindex;
	plan->link_count++;
	return true;
}

int plan_link(struct plan *plan, const char *ifname,
	      const struct family *family)
{
	int status;

	/* Also whether sysfs shows the interfaces that the module names. */
	status = obstacle_check_name(ifname);
	if (status || add_known(plan, ifname, family))
		return status;
	status = link_open(&plan->links[plan->link_count], ifname, family);
	if (!status)
		plan->link_count++;
	return status;
}

bool plan_try_link(struct plan *plan, const char *ifname,
		   const struct family *family)
{
	if (add_known(plan, ifname, family))
		return true;
	if (link_try_open(&plan->links[plan->link_count], ifname, family))
		return false;
	plan->link_count++;
	return true;
}

int plan_change(struct plan *plan, const struct key *key, const char *text)
{
	int status;

	status = change_prepare(&plan->changes[plan->change_count],
				&plan->links[plan->link_count - 1],
				&plan->explicits, key, text);
	if (!status)
		plan->change_count++;
	return status;
}

/* Is a link down, and why? @now: all links; empty if few were changed. */
static bool is_down(const struct link *link, const struct snapshot *now,
		    const struct obstacle **why)
{
	const struct snapshot_entry *known;
	char state[VALUE_SIZE];

	*why = NULL;
	known = snapshot_find(now, link->ifname, link->family);
	if (known && known->ifindex == link->ifindex) {
		if (known->state != IGMP_QUERIER_STATE_DOWN)
			return false;
		*why = obstacle_by_reason(known->reason);
	} else if (link_read(link, &keys[KEY_STATE], state) ||
		   strcmp(state, "down")) {
		return false;
	}
	if (!*why)
		*why = obstacle_find(link->ifname, link->dir);
	return true;
}

static void note_down(const char *ifname, const struct obstacle *obstacle)
{
	char words[WORDS_SIZE];

	if (!obstacle) {
		message_note("%s: enabled, but down for now", ifname);
		return;
	}
	obstacle_describe(obstacle, ifname, words, sizeof(words));
	message_note("%s: enabled, but down for now: it %s", ifname, words);
}

/* Once for both queriers of an interface if the reason is the same. */
static void note_down_of(const struct plan *plan, const struct snapshot *now)
{
	const struct obstacle *last = NULL;
	const char *ifname = "";
	size_t i;

	for (i = 0; i < plan->change_count; i++) {
		const struct link *link = plan->changes[i].link;
		const struct obstacle *obstacle;

		if (!change_is_start(&plan->changes[i]) ||
		    !is_down(link, now, &obstacle))
			continue;
		if (obstacle == last && !strcmp(link->ifname, ifname))
			continue;
		note_down(link->ifname, obstacle);
		last = obstacle;
		ifname = link->ifname;
	}
}

static void note_all_down(const struct plan *plan)
{
	struct snapshot now = { 0 };

	if (plan->names.count)
		snapshot_take(&now);
	note_down_of(plan, &now);
	snapshot_free(&now);
}

/*
 * IPv6 finds its neighbours by multicast. A bridge that snoops floods it until
 * it hears a query; then only ports that answer get it, and a guest whose
 * firewall drops the query cannot answer (RFC 4890, 4.4.1).
 */
static void note_snooping(const struct change *change,
			  struct bridge_below *known)
{
	const struct link *link = change->link;
	char bridges[WORDS_SIZE];

	if (link->family->af != AF_INET6 || !change_is_start(change) ||
	    !change_is_new(change) ||
	    !bridge_list_snooping(link->ifname, known, bridges,
				  sizeof(bridges)))
		return;
	message_note("%s: MLD starts on a bridge that snoops multicast (%s): guests whose firewall drops MLD queries (ICMPv6 type 130) lose IPv6; --igmp leaves MLD off",
		     link->ifname, bridges);
}

/* The module sends from the best other address meanwhile. */
static void note_lacking_source(const struct change *change)
{
	const struct link *link = change->link;
	char active[VALUE_SIZE], mode[VALUE_SIZE];

	if (change->key != &keys[KEY_SOURCE_ADDRESS] ||
	    !strcmp(change->raw, "auto") ||
	    link_read(link, &keys[KEY_MODE], mode) || !strcmp(mode, "proxy") ||
	    link_read(link, &keys[KEY_ACTIVE_SOURCE_ADDRESS], active) ||
	    !strcmp(active, change->raw))
		return;
	message_note("%s: it lacks %s: until it has it, queries come from %s",
		     link->ifname, change->raw, active);
}

static bool starts_any(const struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->change_count; i++)
		if (change_is_start(&plan->changes[i]) &&
		    change_is_new(&plan->changes[i]))
			return true;
	return false;
}

/*
 * The file may be of another interface than the name was when the module was
 * asked: take the one that has the name now.
 */
static int find_again(struct plan *plan, struct change *change,
		      struct link *link)
{
	const struct family *family = link->family;
	const char *ifname = link->ifname;
	int status;

	link_close(link);
	*link = (struct link){ .dir = -1 };
	status = link_open(link, ifname, family);
	return status ? status :
			change_prepare(change, link, &plan->explicits,
				       change->key, change->text);
}

static bool is_found(const struct snapshot *now, const struct link *link)
{
	const struct snapshot_entry *known;

	known = snapshot_find(now, link->ifname, link->family);
	return !link->is_file || (known && known->ifindex == link->ifindex);
}

/*
 * An interface may have been renamed while the links were opened. Those that are
 * open as a file have one change each.
 */
static int check_names(struct plan *plan)
{
	struct snapshot now = { 0 };
	const char *missing = "";
	size_t i;

	if (!plan->names.count)
		return STATUS_DONE;
	snapshot_take(&now);
	for (i = 0; i < plan->change_count; i++) {
		struct link *link = &plan->links[i];
		const char *ifname = link->ifname;

		/* Say once for both families that it is missing. */
		if (strcmp(ifname, missing) && !is_found(&now, link) &&
		    find_again(plan, &plan->changes[i], link))
			missing = ifname;
	}
	snapshot_free(&now);
	return *missing ? STATUS_FAILED : STATUS_DONE;
}

int plan_apply(struct plan *plan)
{
	struct bridge_below known = { 0 };
	int status;
	size_t i;

	status = check_names(plan);
	if (!status)
		status = change_apply_all(plan->changes, plan->change_count);
	if (status)
		return status;
	note_all_down(plan);
	if (starts_any(plan))
		rival_note();
	for (i = 0; i < plan->change_count; i++) {
		note_snooping(&plan->changes[i], &known);
		note_lacking_source(&plan->changes[i]);
	}
	return STATUS_DONE;
}
