// SPDX-License-Identifier: GPL-2.0
#include "heard.h"

#include <string.h>

/**
 * struct hearing - a packet that is noted
 * @link: where
 * @from: as it came
 * @packet: what it says
 */
struct hearing {
	struct heard_link *link;
	const struct wire_packet *from;
	const struct packet *packet;
};

static void note_sender(struct heard_sender *sender,
			const struct hearing *hearing)
{
	memcpy(sender->address, hearing->packet->source,
	       sizeof(sender->address));
	memcpy(sender->mac, hearing->from->mac, sizeof(sender->mac));
	sender->vlan = hearing->from->vlan;
	sender->ttl = hearing->packet->ttl;
	sender->count++;
}

static bool is_same(const struct heard_sender *sender,
		    const struct hearing *hearing)
{
	return !memcmp(sender->address, hearing->packet->source,
		       sizeof(sender->address)) &&
	       !memcmp(sender->mac, hearing->from->mac, sizeof(sender->mac));
}

/* The entry of the sender, maybe a new one; NULL: there is no room. */
static struct heard_querier *find_querier(const struct hearing *hearing)
{
	struct heard_link *link = hearing->link;
	struct heard_querier *querier;
	size_t i;

	for (i = 0; i < link->querier_count; i++) {
		querier = &link->queriers[i];
		if (querier->is_own == hearing->from->is_outgoing &&
		    is_same(&querier->from, hearing))
			return querier;
	}
	if (link->querier_count == HEARD_QUERIERS)
		return NULL;
	return &link->queriers[link->querier_count++];
}

static void note_querier(const struct hearing *hearing)
{
	struct heard_querier *querier = find_querier(hearing);

	if (!querier)
		return;
	if (querier->from.count < HEARD_TIMES)
		querier->times[querier->from.count] = hearing->from->when_ms;
	note_sender(&querier->from, hearing);
	querier->is_own = hearing->from->is_outgoing;
	querier->version = hearing->packet->version;
	querier->max_resp_ms = hearing->packet->max_resp_ms;
	querier->interval_ms = hearing->packet->interval_ms;
	querier->last_ms = hearing->from->when_ms;
}

static void note_reporter(const struct hearing *hearing)
{
	struct heard_link *link = hearing->link;
	size_t i;

	for (i = 0; i < link->reporter_count; i++)
		if (is_same(&link->reporters[i], hearing))
			break;
	if (i == HEARD_SENDERS)
		return;
	note_sender(&link->reporters[i], hearing);
	if (i == link->reporter_count)
		link->reporter_count++;
}

/* RFC 4607 1: 232.0.0.0/8; RFC 3306 6: ff3x::/32 */
static bool is_ssm(const struct packet *packet, const uint8_t *group)
{
	if (!packet->family)
		return group[0] == 232;
	return group[0] == 0xff && group[1] >> 4 == 3 && !group[2] &&
	       !group[3];
}

static void note_group(const uint8_t *group, void *context)
{
	const struct hearing *hearing = context;
	const struct packet *packet = hearing->packet;
	struct heard_link *link = hearing->link;
	struct join *join = joins_find(&link->joins, group);

	if (is_ssm(packet, group) && !hearing->from->is_outgoing) {
		note_sender(&link->ssm, hearing);
		memcpy(link->ssm_group, group, sizeof(link->ssm_group));
	}
	/* A report of one group by another host suppresses this host's own. */
	if (join && (hearing->from->is_outgoing || !packet->records))
		join->is_reported = true;
}

static void note_tag(const struct hearing *hearing)
{
	struct heard_sender *tagged = hearing->link->tagged;
	size_t i;

	for (i = 0; i < HEARD_TAGS; i++) {
		if (tagged[i].count && tagged[i].vlan != hearing->from->vlan)
			continue;
		note_sender(&tagged[i], hearing);
		return;
	}
}

static void note_sound(struct hearing *hearing)
{
	const struct packet *packet = hearing->packet;
	struct heard_link *link = hearing->link;

	if (hearing->from->is_outgoing)
		link->own[packet->kind][packet->version]++;
	else
		link->others[packet->kind][packet->version]++;
	if (packet->kind != PACKET_QUERY) {
		packet_visit_groups(packet, note_group, hearing);
		if (!hearing->from->is_outgoing)
			note_reporter(hearing);
	} else if (packet_is_nothing(packet->group)) {
		note_querier(hearing);
	}
}

void heard_packet(struct heard_link links[HEARD_FAMILIES],
		  const struct wire_packet *from)
{
	struct packet packet;
	struct hearing hearing = { .from = from, .packet = &packet };

	if (!packet_parse(from->ethertype, from->bytes, from->len,
			  from->is_checked, &packet))
		return;
	hearing.link = &links[packet.family];
	if (from->is_outgoing && packet.kind == PACKET_QUERY)
		hearing.link->own_queries++;
	/* Frames of other VLANs are not of this interface. */
	if (from->vlan && !from->is_outgoing)
		note_tag(&hearing);
	else if (packet.fault && !from->is_outgoing)
		note_sender(&hearing.link->faulty[packet.fault], &hearing);
	else if (packet.kind == PACKET_PIM && !from->is_outgoing)
		note_sender(&hearing.link->pim, &hearing);
	else if (!packet.fault && packet.kind != PACKET_PIM && !from->vlan)
		note_sound(&hearing);
}
