// SPDX-License-Identifier: GPL-2.0
/*
 * set, enable, disable: lists of changes from the command line.
 */
#include "bridge.h"
#include "change.h"
#include "message.h"
#include "sysfs.h"
#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Changes to be applied together, and the ports they are for. */
struct plan {
	struct change *changes;
	struct port *ports;
	size_t changes_count;
	size_t ports_count;
};

/* Room for as many changes and ports as the arguments can make. */
static void plan_init(struct plan *plan, const struct request *req)
{
	size_t most = req->count * family_count;

	*plan = (struct plan){
		.changes = calloc(most, sizeof(*plan->changes)),
		.ports = calloc(most, sizeof(*plan->ports)),
	};
	if (!plan->changes || !plan->ports)
		out_of_memory();
}

static void plan_free(struct plan *plan)
{
	while (plan->ports_count)
		port_close(&plan->ports[--plan->ports_count]);
	free(plan->ports);
	free(plan->changes);
}

/* Adds a port; the changes added from now on are for it. */
static int plan_port(struct plan *plan, const char *ifname,
		     const struct family *family)
{
	int status;

	status = port_open(&plan->ports[plan->ports_count], ifname, family);
	if (!status)
		plan->ports_count++;
	return status;
}

static int plan_change(struct plan *plan, const struct key *key,
		       const char *text)
{
	int status;

	status = change_prepare(&plan->changes[plan->changes_count],
				&plan->ports[plan->ports_count - 1], key,
				text);
	if (!status)
		plan->changes_count++;
	return status;
}

static bool is_down(const struct port *port)
{
	char state[VALUE_SIZE];

	return !sysfs_read(port->dir, keys[KEY_STATE].file, state,
			   sizeof(state)) && !strcmp(state, "down");
}

/* An interface that was started but cannot run yet deserves a word. */
static void note_down(const char *ifname, const struct obstacle *obstacle)
{
	char words[WORDS_SIZE];

	if (!obstacle) {
		note("%s: enabled, but down for now", ifname);
		return;
	}
	device_describe(ifname, obstacle, words, sizeof(words));
	note("%s: enabled, but down for now: it %s", ifname, words);
}

/* One word for both of its queriers if the reason is the same. */
static void note_those_down(const struct plan *plan)
{
	const struct obstacle *obstacle, *said = NULL;
	const char *ifname = "";
	size_t i;

	for (i = 0; i < plan->changes_count; i++) {
		const struct port *port = plan->changes[i].port;

		if (!change_is_start(&plan->changes[i]) || !is_down(port))
			continue;
		obstacle = port_obstacle(port);
		if (obstacle == said && !strcmp(port->ifname, ifname))
			continue;
		note_down(port->ifname, obstacle);
		said = obstacle;
		ifname = port->ifname;
	}
}

/*
 * IPv6 finds its neighbours by multicast, and a bridge that snoops floods it
 * only as long as there is no querier. From the first query on it reaches those that
 * answer, and a guest whose firewall drops the query cannot (RFC 4890, 4.4.1).
 */
static void note_snooping(const struct change *change)
{
	const struct port *port = change->port;
	char bridges[WORDS_SIZE];

	if (port->family->af != AF_INET6 || !change_is_start(change) ||
	    !change_is_new(change) ||
	    !bridges_that_snoop(port->ifname, bridges, sizeof(bridges)))
		return;
	note("%s: MLD starts on a bridge that snoops multicast (%s): guests whose firewall drops MLD queries (ICMPv6 type 130) lose IPv6; --igmp leaves MLD off",
	     port->ifname, bridges);
}

static int plan_apply(struct plan *plan)
{
	int status = changes_apply(plan->changes, plan->changes_count);
	size_t i;

	if (status)
		return status;
	note_those_down(plan);
	for (i = 0; i < plan->changes_count; i++)
		note_snooping(&plan->changes[i]);
	return STATUS_DONE;
}

/* Says whether a key can be set at all, and if not, why. */
static bool is_settable(const struct key *key, const struct family *family,
			char *why)
{
	if (!key)
		snprintf(why, WORDS_SIZE, "there is no such key");
	else if (key->read_only)
		snprintf(why, WORDS_SIZE, "it can only be shown");
	else if (!key_is_for(key, family))
		snprintf(why, WORDS_SIZE, "%s has no such key",
			 family->protocol);
	else
		return true;
	return false;
}

/* "eth0: cannot set colour to red: there is no such key: ..." */
static int check_key(const char *ifname, const struct family *family,
		     char **pair)
{
	char why[WORDS_SIZE], names[KEY_NAMES_SIZE];

	if (is_settable(key_find(pair[0]), family, why))
		return STATUS_DONE;
	key_names(family, names);
	return misused("%s: cannot set %s to %s: %s: what can be set is %s",
		       ifname, pair[0], pair[1], why, names);
}

/* Rejects a wrong command line before it asks anything of the interface. */
static int check_pairs(const char *ifname, const struct family *family,
		       char **pairs, size_t count)
{
	size_t i, j;

	if (!count || count % 2)
		return misused("set takes an interface, then keys each with a value");
	for (i = 0; i < count; i += 2) {
		if (check_key(ifname, family, pairs + i))
			return STATUS_USAGE;
		for (j = 0; j < i; j += 2)
			if (key_find(pairs[i]) == key_find(pairs[j]))
				return misused("%s: %s is given twice, as %s and as %s: must be given once",
					       ifname, pairs[i], pairs[j + 1],
					       pairs[i + 1]);
	}
	return STATUS_DONE;
}

/* Where keys begin, behind the interface and perhaps a family. */
static size_t first_key(const struct request *req)
{
	return req->count > 1 && family_find(req->args[1]) ? 2 : 1;
}

bool set_awaits_value(const struct request *req)
{
	size_t first = first_key(req);

	return req->count > first && (req->count - first) % 2;
}

int set(const struct request *req)
{
	size_t i, first = first_key(req);
	const struct family *family;
	struct plan plan;
	int status;

	family = first > 1 ? family_find(req->args[1]) : families;
	status = check_pairs(req->args[0], family, req->args + first,
			     req->count - first);
	if (status)
		return status;
	plan_init(&plan, req);
	status = plan_port(&plan, req->args[0], family);
	if (!status)
		for (i = first; i < req->count; i += 2)
			status |= plan_change(&plan, key_find(req->args[i]),
					      req->args[i + 1]);
	if (!status)
		status = plan_apply(&plan);
	plan_free(&plan);
	return status;
}

/* Unless asked for, a family may be missing, as IPv6 is on some kernels. */
static bool is_to_be_switched(const struct request *req, const char *ifname,
			      size_t family)
{
	if (req->families)
		return req->families & 1U << family;
	return family == 0 || port_is_there(ifname, &families[family]);
}

static int plan_switch(struct plan *plan, const struct request *req,
		       const char *ifname, const char *text)
{
	int status = STATUS_DONE;
	size_t i;

	for (i = 0; i < family_count && !status; i++)
		if (is_to_be_switched(req, ifname, i))
			status = plan_port(plan, ifname, &families[i]) ||
				 plan_change(plan, &keys[KEY_QUERIER_ENABLE],
					     text);
	return status;
}

static int switch_all(const struct request *req, const char *text)
{
	int status = STATUS_DONE;
	struct plan plan;
	size_t i;

	plan_init(&plan, req);
	for (i = 0; i < req->count; i++)
		status |= plan_switch(&plan, req, req->args[i], text);
	if (!status)
		status = plan_apply(&plan);
	plan_free(&plan);
	return status;
}

int enable(const struct request *req)
{
	return switch_all(req, "on");
}

int disable(const struct request *req)
{
	return switch_all(req, "off");
}
