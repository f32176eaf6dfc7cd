// SPDX-License-Identifier: GPL-2.0
/*
 * Reads packets, one a line: "ETHERTYPE HEX". Prints what each says, a line of
 * words; "-" is a packet of no protocol that matters.
 */
#include "../../../packet.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = { "query", "report", "leave", "pim" };
static const char *const faults[] = { "sound", "length", "fragment", "checksum",
				      "ttl", "sender", "destination", "group" };

static const char *text(const struct packet *packet, const uint8_t *address)
{
	static char words[INET6_ADDRSTRLEN];

	return inet_ntop(packet->family ? AF_INET6 : AF_INET, address, words,
			 sizeof(words));
}

static void print_group(const uint8_t *group, void *context)
{
	printf(" %s", text(context, group));
}

static void print(struct packet *packet)
{
	printf("%s %s %s", packet->family ? "mld" : "igmp",
	       kinds[packet->kind], faults[packet->fault]);
	printf(" %s", text(packet, packet->source));
	printf(" %s", text(packet, packet->destination));
	if (packet->fault) {
		putchar('\n');
		return;
	}
	printf(" v%u", packet->version);
	if (packet->kind == PACKET_QUERY || packet->kind == PACKET_LEAVE)
		printf(" %s", text(packet, packet->group));
	if (packet->kind == PACKET_QUERY)
		printf(" %u %u", packet->max_resp_ms, packet->interval_ms);
	packet_visit_groups(packet, print_group, packet);
	putchar('\n');
}

/* The copy ends where the packet does, so that a read behind it is noticed. */
static void read_line(char *line)
{
	size_t i, len = (strlen(line) - strlen("0800 \n")) / 2;
	uint8_t *bytes = malloc(len);
	struct packet packet;

	for (i = 0; i < len; i++)
		sscanf(line + 5 + 2 * i, "%2hhx", &bytes[i]);
	if (packet_parse(strtoul(line, NULL, 16), bytes, len, false, &packet))
		print(&packet);
	else
		puts("-");
	free(bytes);
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0)
		read_line(line);
	free(line);
	return 0;
}
