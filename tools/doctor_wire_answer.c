// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of the answers, from what the wire showed beside what the module
 * counted and what this host listens to. So a firewall is found without a look
 * at its rules.
 */
#include "clue.h"
#include "compiler.h"
#include "doctor_checks.h"
#include "neighbours.h"
#include "silence.h"

#include <sys/param.h>

enum { SPARE_MS = 500 };

static bool has_lost(const struct scene_link *link)
{
	return link->device->heard->lost;
}

/*
 * Was there time for all answers to one of its queries? For MLD: to the queries
 * of all hosts, as Linux draws a new time to answer at each.
 */
static bool is_answered(const struct scene_link *link,
			const struct heard_querier *querier)
{
	uint64_t due = querier->times[0] + querier->max_resp_ms;

	if (clue_family(link))
		due = clue_wire(link)->answers_ms;
	return due + SPARE_MS <= link->device->heard->until_ms;
}

/* A strict rp_filter may drop what is from another subnet. */
static bool may_answer(const struct scene_link *link,
		       const struct heard_querier *querier)
{
	const uint8_t *address = querier->from.address;

	return querier->is_own || clue_family(link) ||
	       packet_is_nothing(address) ||
	       heard_is_near(&link->device->heard->wire.self, 0, address);
}

/*
 * Why no answer can be missed; NULL: there was time for all answers to a query.
 * @own_only: of this host
 */
static const char *find_lack(const struct scene_link *link, bool own_only)
{
	const struct heard_link *wire = clue_wire(link);
	const struct heard_querier *querier;
	const char *lack = "heard no query";
	size_t i;

	for (i = 0; i < wire->querier_count; i++) {
		querier = &wire->queriers[i];
		if ((own_only && !querier->is_own) || !may_answer(link, querier))
			continue;
		if (is_answered(link, querier))
			return NULL;
		lack = "no time for all answers";
	}
	return lack;
}

void doctor_wire_answer_none(struct scene *scene,
			     const struct scene_link *link)
{
	struct finding *finding;
	unsigned int neighbours;

	if (has_lost(link) || !scene_is_querier(link) ||
	    find_lack(link, true))
		return;
	clue_refute(scene, D60_HEARD, link);
	if (clue_wire(link)->reporter_count)
		return;
	neighbours = neighbours_count(link->device->ifindex, link->family->af);
	if (!neighbours)
		return;
	finding = scene_find(scene, clue_family(link) ? D60_HEARD :
			     D60_HEARD_IGMP, link);
	finding_number(finding, "neighbours", neighbours);
}

/* Where the module counts what it heard, by kind and version. */
static const struct {
	enum packet_kind kind;
	const char *name;
	unsigned int counters[PACKET_VERSIONS];
} counted[] = {
	{
		PACKET_QUERY, "queries", {
			[1] = IGMP_QUERIER_STATS_A_QUERIES_HEARD_V1,
			[2] = IGMP_QUERIER_STATS_A_QUERIES_HEARD_V2,
			[3] = IGMP_QUERIER_STATS_A_QUERIES_HEARD_V3,
		},
	}, {
		PACKET_REPORT, "reports", {
			[1] = IGMP_QUERIER_STATS_A_REPORTS_HEARD_V1,
			[2] = IGMP_QUERIER_STATS_A_REPORTS_HEARD_V2,
			[3] = IGMP_QUERIER_STATS_A_REPORTS_HEARD_V3,
		},
	}, {
		PACKET_LEAVE, "leaves", {
			[1] = IGMP_QUERIER_STATS_A_LEAVES_HEARD,
			[2] = IGMP_QUERIER_STATS_A_LEAVES_HEARD,
		},
	},
};

/* What it refused; its own copy of a query is refused, too, each time. */
static uint64_t count_ignored(const struct scene_link *link)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = IGMP_QUERIER_STATS_A_IGNORED_LENGTH;
	     i <= IGMP_QUERIER_STATS_A_MAX; i++)
		if (i != IGMP_QUERIER_STATS_A_IGNORED_OWN)
			sum += clue_rise(link, i, LISTEN_FIRST, LISTEN_LAST);
	return sum;
}

/*
 * The module counts this host's own reports and leaves, but not its queries.
 */
static uint64_t count_heard(const struct scene_link *link, size_t row,
			    unsigned int version)
{
	unsigned int own, counter = counted[row].counters[version];
	enum packet_kind kind = counted[row].kind;
	uint64_t rise = 0;

	if (counter)
		rise = clue_rise(link, counter, LISTEN_FIRST, LISTEN_LAST);
	if (kind == PACKET_LEAVE)
		rise += clue_rise(link,
				  IGMP_QUERIER_STATS_A_SOLICITATIONS_HEARD,
				  LISTEN_FIRST, LISTEN_LAST);
	own = kind == PACKET_QUERY ? 0 : clue_wire(link)->own[kind][version];
	return rise > own ? rise - own : 0;
}

/* One of those that sent it; NULL: there was no room to note it. */
static const struct heard_sender *find_sender(const struct heard_link *wire,
					      enum packet_kind kind)
{
	size_t i;

	if (kind != PACKET_QUERY)
		return wire->reporter_count ? wire->reporters : NULL;
	for (i = 0; i < wire->querier_count; i++)
		if (!wire->queriers[i].is_own)
			return &wire->queriers[i].from;
	return NULL;
}

static void find_wall(struct scene *scene, const struct scene_link *link,
		      size_t row, unsigned int version)
{
	const struct heard_link *wire = clue_wire(link);
	unsigned int others = wire->others[counted[row].kind][version];
	const struct heard_sender *sender;
	struct finding *finding;

	if (!others || count_heard(link, row, version) ||
	    others <= count_ignored(link))
		return;
	finding = scene_find(scene, clue_family(link) ? D62 : D62_IGMP, link);
	finding_text(finding, "kind", counted[row].name);
	finding_number(finding, "version", version);
	finding_number(finding, "count", others);
	sender = find_sender(wire, counted[row].kind);
	if (sender)
		clue_sender(finding, "sender", link, sender);
}

void doctor_wire_answer_wall(struct scene *scene,
			     const struct scene_link *link)
{
	unsigned int version;
	size_t row;

	if (!scene_is_running(link) ||
	    !link->device->heard->has_counts[clue_family(link)])
		return;
	for (row = 0; row < ARRAY_SIZE(counted); row++)
		for (version = 1; version < PACKET_VERSIONS; version++)
			find_wall(scene, link, row, version);
}

void doctor_wire_answer_own(struct scene *scene, const struct scene_link *link)
{
	const struct joins *joins = &clue_wire(link)->joins;
	const char *lack;

	if (has_lost(link) || !scene_is_running(link) || !joins->count)
		return;
	lack = find_lack(link, false);
	if (lack) {
		findings_skip(&scene->findings, "D63", lack);
		return;
	}
	clue_refute(scene, D63, link);
	silence_report(scene, link, joins);
}

void doctor_wire_answer_unsent(struct scene *scene,
			       const struct scene_link *link)
{
	struct finding *finding;
	uint64_t sent, failed;
	unsigned int seen;

	if (has_lost(link))
		return;
	sent = clue_rise(link, IGMP_QUERIER_STATS_A_QUERIES_SENT, LISTEN_OPEN,
			 LISTEN_DUE);
	failed = clue_rise(link, IGMP_QUERIER_STATS_A_QUERIES_FAILED,
			   LISTEN_OPEN, LISTEN_DUE);
	seen = clue_wire(link)->own_queries;
	if (!failed && seen >= sent)
		return;
	finding = clue_find(scene, D64, link);
	finding_number(finding, "queries", sent + failed);
	finding_number(finding, "seen", MIN(seen, sent));
}

void doctor_wire_answer_version(struct scene *scene,
				const struct scene_link *link)
{
	const struct heard_link *wire = clue_wire(link);
	struct finding *finding;

	if (!wire->ssm.count || !scene_is_running(link) ||
	    scene_number(link, KEY_VERSION) >= link->family->version_max)
		return;
	finding = clue_find(scene, D83, link);
	clue_sender(finding, "sender", link, &wire->ssm);
	clue_address(finding, "group", link, wire->ssm_group);
	finding_number(finding, "newest", link->family->version_max);
}
