// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of who else asks, from what the wire showed.
 */
#include "clue.h"
#include "compiler.h"
#include "doctor_checks.h"
#include "duration.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>

enum {
	HEARS_MS = 200,		/* until a host has heard a query */
	DEFIED_COUNT = 2,	/* queries that a querier did not give way to */
	DEFIED_SPARE_MS = 10000,
	STARTUP_COUNT = 2,	/* queries of one that starts */
	STORM_MS = 10000,	/* between general queries; less is too often */
	STORM_COUNT = 3,
};

static bool is_same_mac(const struct heard_querier *a,
			const struct heard_querier *b)
{
	return !memcmp(a->from.mac, b->from.mac, ETH_ALEN);
}

/* 169.254/16, which loses to all others (RFC 3927 1). */
static bool is_last(const struct scene_link *link, const uint8_t *address)
{
	return !clue_family(link) && address[0] == 169 && address[1] == 254;
}

/* Does the first win an election (RFC 9776 6.6.2)? */
static bool precedes(const struct scene_link *link, const uint8_t *a,
		     const uint8_t *b)
{
	if (is_last(link, a) != is_last(link, b))
		return is_last(link, b);
	return memcmp(a, b, PACKET_ADDRESS_SIZE) < 0;
}

/*
 * Without a subnet that has other hosts, such as with a /32, the module looks
 * at routes: its counter shows what it decided.
 */
static bool is_far(const struct scene_link *link,
		   const struct heard_querier *querier)
{
	const uint8_t *address = querier->from.address;

	if (clue_family(link) || querier->is_own || is_last(link, address) ||
	    packet_is_nothing(address) ||
	    heard_is_near(&link->device->heard->wire.self, 0, address))
		return false;
	if (!scene_is_running(link))
		return link->device->heard->wire.self.counts[0];
	return clue_rise(link, IGMP_QUERIER_STATS_A_IGNORED_OFF_SUBNET,
			 LISTEN_FIRST, LISTEN_LAST);
}

static bool is_candidate(const struct scene_link *link,
			 const struct heard_querier *querier)
{
	return !packet_is_nothing(querier->from.address) &&
	       !is_far(link, querier);
}

/* How often did it ask between these moments? */
static unsigned int count_between(const struct heard_querier *querier,
				  uint64_t from, uint64_t to)
{
	size_t i, times = MIN(querier->from.count, HEARD_TIMES);
	unsigned int count = 0;

	for (i = 0; i < times; i++)
		count += querier->times[i] > from + HEARS_MS &&
			 querier->times[i] + HEARS_MS < to;
	return count;
}

/*
 * The loser asks again and again after the winner did. One that has just started
 * asks a few times before it hears the winner for the first time (RFC 9776
 * 8.7), and it may start again while the doctor listens.
 */
static bool is_stubborn(const struct heard_querier *loser,
			const struct heard_querier *winner)
{
	size_t i, times = MIN(winner->from.count, HEARD_TIMES);
	unsigned int defied = 0;

	for (i = 0; i < times; i++)
		defied += !!count_between(loser, winner->times[i],
					  i + 1 < times ? winner->times[i + 1] :
					  UINT64_MAX);
	return defied >= DEFIED_COUNT ||
	       count_between(loser, winner->times[0], UINT64_MAX) >
	       STARTUP_COUNT;
}

/* The one that it does not give way to; NULL: it does, or has won. */
static const struct heard_querier *find_winner(const struct scene_link *link,
					       const struct heard_querier *loser)
{
	const struct heard_link *wire = clue_wire(link);
	size_t i;

	for (i = 0; i < wire->querier_count; i++) {
		const struct heard_querier *winner = &wire->queriers[i];

		if (is_candidate(link, winner) &&
		    precedes(link, winner->from.address, loser->from.address) &&
		    is_stubborn(loser, winner))
			return winner;
	}
	return NULL;
}

/* How often the Querier asks: this host, or another one that says so. */
static uint64_t query_interval(const struct scene_link *link)
{
	uint64_t heard = link->numbers[IGMP_QUERIER_A_HEARD_QUERY_INTERVAL];

	if (scene_is_querier(link) || !heard || heard == SCENE_NONE)
		return scene_number(link, KEY_QUERY_INTERVAL);
	return heard;
}

/* Until the loser has asked after each of two queries of the winner. */
static void note_short_time(struct scene *scene, const struct scene_link *link)
{
	uint64_t least = 2 * query_interval(link) + DEFIED_SPARE_MS;
	char reason[WORDS_SIZE], time[VALUE_SIZE];

	if (!scene_is_running(link) || link->device->heard->time_ms >= least)
		return;
	duration_format(least, time, sizeof(time));
	snprintf(reason, sizeof(reason), "needs --listen=%s", time);
	findings_skip(&scene->findings, "D41", reason);
}

void doctor_wire_rival_two(struct scene *scene, const struct scene_link *link)
{
	const struct heard_link *wire = clue_wire(link);
	bool is_found = false;
	size_t i;

	for (i = 0; i < wire->querier_count; i++) {
		const struct heard_querier *loser = &wire->queriers[i];
		const struct heard_querier *winner;
		struct finding *finding;

		if (loser->is_own || !is_candidate(link, loser))
			continue;
		winner = find_winner(link, loser);
		if (!winner)
			continue;
		finding = scene_find(scene, D41, link);
		clue_sender(finding, "querier", link, &loser->from);
		clue_address(finding, "winner", link, winner->from.address);
		finding_number(finding, "queries", loser->from.count);
		finding_number(finding, "version", loser->version);
		is_found = true;
	}
	if (!is_found)
		note_short_time(scene, link);
}

void doctor_wire_rival_far(struct scene *scene, const struct scene_link *link)
{
	const struct heard_link *wire = clue_wire(link);
	struct finding *finding;
	size_t i;

	for (i = 0; i < wire->querier_count; i++) {
		if (!is_far(link, &wire->queriers[i]))
			continue;
		finding = clue_find(scene, D42_HEARD, link);
		clue_sender(finding, "querier", link, &wire->queriers[i].from);
		return;
	}
}

void doctor_wire_rival_nothing(struct scene *scene,
			       const struct scene_link *link)
{
	const struct heard_link *wire = clue_wire(link);
	const struct heard_querier *querier;
	size_t i;

	for (i = 0; i < wire->querier_count; i++) {
		querier = &wire->queriers[i];
		if (!querier->is_own &&
		    packet_is_nothing(querier->from.address))
			clue_sender(scene_find(scene, D43, link), "querier",
				    link, &querier->from);
	}
}

/**
 * struct storm - general queries from one MAC, from maybe many addresses
 * @first_ms: when the first came
 * @last_ms: when the last came
 * @count: how many
 */
struct storm {
	uint64_t first_ms;
	uint64_t last_ms;
	unsigned int count;
};

/* False: an earlier entry has its MAC. */
static bool add_up(const struct heard_link *wire, size_t at,
		   struct storm *storm)
{
	const struct heard_querier *one, *first = &wire->queriers[at];
	size_t i;

	*storm = (struct storm){ .first_ms = first->times[0] };
	for (i = 0; i < wire->querier_count; i++) {
		one = &wire->queriers[i];
		if (one->is_own || !is_same_mac(one, first))
			continue;
		if (i < at)
			return false;
		storm->count += one->from.count;
		storm->first_ms = MIN(storm->first_ms, one->times[0]);
		storm->last_ms = MAX(storm->last_ms, one->last_ms);
	}
	return true;
}

static bool is_storm(const struct storm *storm)
{
	return storm->count >= STORM_COUNT &&
	       storm->last_ms - storm->first_ms <
	       (uint64_t)STORM_MS * (storm->count - 1);
}

void doctor_wire_rival_storm(struct scene *scene,
			     const struct scene_link *link)
{
	const struct heard_link *wire = clue_wire(link);
	struct finding *finding;
	struct storm storm;
	size_t i;

	for (i = 0; i < wire->querier_count; i++) {
		if (wire->queriers[i].is_own || !add_up(wire, i, &storm) ||
		    !is_storm(&storm))
			continue;
		finding = scene_find(scene, D46, link);
		clue_sender(finding, "querier", link, &wire->queriers[i].from);
		finding_number(finding, "queries", storm.count);
		finding_number(finding, "span_ms",
			       storm.last_ms - storm.first_ms);
	}
}

void doctor_wire_rival_pim(struct scene *scene, const struct scene_link *link)
{
	const struct heard_sender *router = &clue_wire(link)->pim;

	if (router->count)
		clue_sender(clue_find(scene, D48, link), "router", link,
			    router);
}
