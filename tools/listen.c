// SPDX-License-Identifier: GPL-2.0
#include "listen.h"
#include "duration.h"
#include "message.h"
#include "netlink.h"
#include "notice.h"
#include "verbs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <time.h>
#include <unistd.h>

enum {
	SPARE_MS = 2000,	/* for answers at the last moment */
	BEHIND_MS = 100,	/* until what was sent was heard ... */
	SETTLE_NS = 50000000,	/* ... and what was heard is counted */
};

/**
 * struct session - one run
 * @scene: the interfaces
 * @wire: what they hear
 * @taps: the interface of each tap
 * @refused: the interface that cannot be heard
 */
struct session {
	struct scene *scene;
	struct wire wire;
	struct scene_device **taps;
	const char *refused;
};

/* Those that were named; else those that have a querier. */
static bool is_wanted(const struct scene *scene,
		      const struct scene_device *device)
{
	return device->is_wanted &&
	       (scene->req->count || scene_is_served(device));
}

static void prepare(struct scene_device *device)
{
	struct listen *heard = calloc(1, sizeof(*heard));
	unsigned int family;

	if (!heard)
		message_no_memory();
	heard_begin(&heard->wire, device->ifname);
	for (family = 0; family < SCENE_FAMILIES; family++)
		joins_read(&heard->wire.links[family].joins, family,
			   device->ifindex);
	device->heard = heard;
}

static void forget(struct scene_device *device)
{
	if (device->heard)
		heard_end(&device->heard->wire);
	free(device->heard);
	device->heard = NULL;
}

static int open_device(struct session *session, struct scene_device *device)
{
	int err = wire_open(&session->wire, device->ifindex);

	if (err == -ENODEV) {
		forget(device);	/* it went away meanwhile */
		return 0;
	}
	if (err)
		session->refused = device->ifname;
	else
		session->taps[session->wire.count - 1] = device;
	return err;
}

static int open_all(struct session *session)
{
	struct scene *scene = session->scene;
	int err = 0;
	size_t i;

	session->taps = calloc(scene->count + 1, sizeof(*session->taps));
	if (!session->taps)
		message_no_memory();
	for (i = 0; i < scene->count && !err; i++)
		if (scene->devices[i].heard)
			err = open_device(session, &scene->devices[i]);
	return err;
}

struct reading {
	struct scene *scene;
	enum listen_moment moment;
};

static void copy_counts(struct listen_counts *counts,
			const struct nlattr *nest)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) <= IGMP_QUERIER_STATS_A_MAX)
			counts->values[mnl_attr_get_type(attr)] =
				notice_number(attr);
}

static struct listen *find_heard(const struct scene *scene, uint64_t ifindex)
{
	size_t i;

	for (i = 0; i < scene->count; i++)
		if (scene->devices[i].ifindex == ifindex)
			return scene->devices[i].heard;
	return NULL;
}

static void add_counts(const struct notice *notice, void *context)
{
	const struct nlattr *const *attrs = notice->attrs;
	const struct reading *reading = context;
	struct listen *heard;
	uint64_t family;

	family = notice_number(attrs[IGMP_QUERIER_A_PROTOCOL]);
	heard = find_heard(reading->scene,
			   notice_number(attrs[IGMP_QUERIER_A_IFINDEX]));
	if (!heard || !attrs[IGMP_QUERIER_A_STATS] || family >= SCENE_FAMILIES)
		return;
	copy_counts(&heard->counts[family][reading->moment],
		    attrs[IGMP_QUERIER_A_STATS]);
	heard->has_counts[family] = true;
}

/* Without the module there is nothing to compare with. */
static void read_counts(struct scene *scene, enum listen_moment moment)
{
	struct reading reading = { scene, moment };

	if (scene->is_loaded)
		netlink_try_dump(IGMP_QUERIER_CMD_INTERFACE_GET, 0, add_counts,
				 &reading);
}

static void ask_link(const struct scene_link *link)
{
	struct netlink_target target = {
		.ifindex = link->device->ifindex,
		.protocol = link->family - families,
	};
	int err;

	if (!link->device->heard || !scene_is_querier(link))
		return;
	err = netlink_command(IGMP_QUERIER_CMD_QUERY, &target);
	/* It lost an election meanwhile, or went down. */
	if (err < 0 && err != -EBUSY && err != -ENETDOWN && err != -ENODEV)
		message_note("%s: %s: cannot ask: %s", link->device->ifname,
			     link->family->protocol, strerror(-err));
}

static void ask(struct scene *scene)
{
	size_t i, family;

	for (i = 0; i < scene->count; i++)
		for (family = 0; family < SCENE_FAMILIES; family++)
			ask_link(&scene->devices[i].links[family]);
}

static void note_packet(const struct wire_packet *packet, void *context)
{
	const struct session *session = context;

	heard_packet(&session->taps[packet->tap]->heard->wire, packet);
}

/* As long as hosts may take to answer. */
static uint64_t default_time(const struct scene *scene)
{
	const struct scene_link *link;
	uint64_t longest = 0;
	size_t i;

	for (i = 0; i < scene->count * SCENE_FAMILIES; i++) {
		link = &scene->devices[i / SCENE_FAMILIES]
				.links[i % SCENE_FAMILIES];
		if (scene_is_running(link))
			longest = MAX(longest,
				      scene_number(link,
						   KEY_QUERY_RESPONSE_INTERVAL));
	}
	/* RFC 9776 8.3, where no querier runs */
	if (!longest)
		longest = key_initial(KEY_QUERY_RESPONSE_INTERVAL);
	return longest + SPARE_MS;
}

static int listen_until(struct session *session, uint64_t due)
{
	static const struct timespec settle = { .tv_nsec = SETTLE_NS };
	struct scene *scene = session->scene;
	int err;

	read_counts(scene, LISTEN_OPEN);
	if (!scene->req->no_query)
		ask(scene);
	err = wire_listen(&session->wire, due, note_packet, session);
	read_counts(scene, LISTEN_DUE);
	if (!err)
		err = wire_listen(&session->wire, wire_now() + BEHIND_MS,
				  note_packet, session);
	nanosleep(&settle, NULL);
	read_counts(scene, LISTEN_LAST);
	return err;
}

/* A program that left a group meanwhile need not report it. */
static void forget_left(struct scene_device *device)
{
	unsigned int family;
	struct joins now;
	size_t i;

	for (family = 0; family < SCENE_FAMILIES; family++) {
		struct joins *joins =
			&device->heard->wire.links[family].joins;

		joins_read(&now, family, device->ifindex);
		for (i = 0; i < joins->count; i++)
			if (!joins_find(&now, joins->entries[i].group))
				joins->entries[i].is_reported = true;
		joins_free(&now);
	}
}

static void finish(struct session *session, uint64_t ms, uint64_t due)
{
	size_t i;

	joins_forget();
	for (i = 0; i < session->wire.count; i++) {
		struct listen *heard = session->taps[i]->heard;

		forget_left(session->taps[i]);
		heard->lost = wire_lost(&session->wire, i);
		heard->time_ms = ms;
		heard->until_ms = due;
	}
}

/* People at a terminal see that it works. */
static void announce(const struct scene *scene, uint64_t ms)
{
	char time[VALUE_SIZE];

	if (scene->req->json || !isatty(STDERR_FILENO))
		return;
	duration_format(ms, time, sizeof(time));
	message_note("listening for %s ...", time);
}

static int listen_on_taps(struct session *session)
{
	struct scene *scene = session->scene;
	uint64_t due, ms = scene->req->listen_ms;
	int err;

	if (!ms)
		ms = default_time(scene);
	announce(scene, ms);
	due = wire_now() + ms;
	err = listen_until(session, due);
	finish(session, ms, due);
	return err;
}

/* All that can be seen without the wire is still to be looked at. */
static int give_up(const struct session *session, int err)
{
	struct scene *scene = session->scene;

	listen_free(scene);
	if (err != -EPERM) {
		snprintf(scene->deaf, sizeof(scene->deaf), "cannot listen: %s",
			 strerror(-err));
		return message_fail("cannot listen%s%s: %s",
				    session->refused ? " on " : "",
				    session->refused ? session->refused : "",
				    strerror(-err));
	}
	snprintf(scene->deaf, sizeof(scene->deaf), "needs root");
	if (!scene->req->json)
		message_note("--listen needs root, or CAP_NET_RAW and CAP_NET_ADMIN: what comes from the wire is not looked at");
	return STATUS_DONE;
}

int listen_run(struct scene *scene)
{
	struct session session = { .scene = scene };
	size_t i;
	int err;

	for (i = 0; i < scene->count; i++)
		if (is_wanted(scene, &scene->devices[i]))
			prepare(&scene->devices[i]);
	read_counts(scene, LISTEN_FIRST);
	err = open_all(&session);
	if (!err && session.wire.count)
		err = listen_on_taps(&session);
	wire_close(&session.wire);
	free(session.taps);
	return err ? give_up(&session, err) : STATUS_DONE;
}

void listen_free(struct scene *scene)
{
	size_t i;

	for (i = 0; i < scene->count; i++)
		forget(&scene->devices[i]);
}
