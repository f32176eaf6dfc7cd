// SPDX-License-Identifier: GPL-2.0
#include "heard.h"
#include "device.h"

#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/param.h>

static void copy_address(uint8_t *to, const struct sockaddr *from)
{
	if (from && from->sa_family == AF_INET)
		memcpy(to, &((const struct sockaddr_in *)from)->sin_addr,
		       sizeof(struct in_addr));
	if (from && from->sa_family == AF_INET6)
		memcpy(to, &((const struct sockaddr_in6 *)from)->sin6_addr,
		       sizeof(struct in6_addr));
}

static void add_address(struct heard_self *self, const struct ifaddrs *ifa)
{
	unsigned int family = ifa->ifa_addr->sa_family == AF_INET6;
	struct heard_address *address;

	if (self->counts[family] == HEARD_ADDRESSES)
		return;
	address = &self->addresses[family][self->counts[family]++];
	copy_address(address->address, ifa->ifa_addr);
	copy_address(address->mask, ifa->ifa_netmask);
}

static void read_mac(struct heard_self *self, const struct sockaddr *from)
{
	const struct sockaddr_ll *card = (const struct sockaddr_ll *)from;

	memcpy(self->mac, card->sll_addr, sizeof(self->mac));
}

void heard_begin(struct heard *heard, const char *ifname)
{
	struct ifaddrs *list, *ifa;

	memset(heard, 0, sizeof(*heard));
	if (getifaddrs(&list))
		return;
	for (ifa = list; ifa; ifa = ifa->ifa_next) {
		if (!ifa->ifa_addr || !device_has_label(ifname, ifa->ifa_name))
			continue;
		if (ifa->ifa_addr->sa_family == AF_PACKET)
			read_mac(&heard->self, ifa->ifa_addr);
		else
			add_address(&heard->self, ifa);
	}
	freeifaddrs(list);
}

void heard_end(struct heard *heard)
{
	size_t i;

	for (i = 0; i < HEARD_FAMILIES; i++)
		joins_free(&heard->links[i].joins);
}

static bool is_own(const struct heard_self *self, const struct packet *packet)
{
	size_t i;

	for (i = 0; i < self->counts[packet->family]; i++)
		if (!memcmp(self->addresses[packet->family][i].address,
			    packet->source, sizeof(packet->source)))
			return true;
	return false;
}

static bool is_in(const struct heard_address *subnet, const uint8_t *address)
{
	size_t i;

	for (i = 0; i < PACKET_ADDRESS_SIZE; i++)
		if ((address[i] ^ subnet->address[i]) & subnet->mask[i])
			return false;
	return true;
}

bool heard_is_near(const struct heard_self *self, unsigned int family,
		   const uint8_t *address)
{
	size_t i;

	for (i = 0; i < self->counts[family]; i++)
		if (is_in(&self->addresses[family][i], address))
			return true;
	return false;
}

/**
 * struct hearing - a packet that is noted
 * @self: this host
 * @link: where
 * @from: as it came
 * @packet: what it says
 */
struct hearing {
	const struct heard_self *self;
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
	struct heard_link *link = hearing->link;

	link->answers_ms = MAX(link->answers_ms,
			       hearing->from->when_ms +
			       hearing->packet->max_resp_ms);
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

/*
 * What has this host's MAC and one of its addresses came back. The MAC alone
 * proves little: VLANs and ipvlans share one.
 */
static bool note_own(const struct hearing *hearing)
{
	const struct packet *packet = hearing->packet;
	bool has_mac, has_address = is_own(hearing->self, packet);

	has_mac = !memcmp(hearing->from->mac, hearing->self->mac, ETH_ALEN);
	if (has_mac && (has_address || packet_is_nothing(packet->source))) {
		note_sender(&hearing->link->looped, hearing);
		return true;
	}
	if (has_address && !has_mac)
		note_sender(&hearing->link->twin, hearing);
	return false;
}

static void note_outgoing(struct hearing *hearing)
{
	const struct packet *packet = hearing->packet;

	/* What a VLAN on this interface sends. */
	if (hearing->from->vlan)
		return;
	if (packet->kind == PACKET_QUERY)
		hearing->link->own_queries++;
	if (!packet->fault && packet->kind != PACKET_PIM)
		note_sound(hearing);
}

/* Frames of other VLANs are not of this interface. */
static void note_incoming(struct hearing *hearing)
{
	const struct packet *packet = hearing->packet;

	if (hearing->from->vlan)
		note_tag(hearing);
	else if (packet->fault)
		note_sender(&hearing->link->faulty[packet->fault], hearing);
	else if (note_own(hearing))
		return;
	else if (packet->kind == PACKET_PIM)
		note_sender(&hearing->link->pim, hearing);
	else
		note_sound(hearing);
}

void heard_packet(struct heard *heard, const struct wire_packet *from)
{
	struct packet packet;
	struct hearing hearing = {
		.self = &heard->self,
		.from = from,
		.packet = &packet,
	};

	if (!packet_parse(from->ethertype, from->bytes, from->len,
			  from->is_checked, &packet))
		return;
	hearing.link = &heard->links[packet.family];
	if (from->is_outgoing)
		note_outgoing(&hearing);
	else
		note_incoming(&hearing);
}
