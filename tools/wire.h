/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What passes interfaces: IGMP, MLD and PIM, as the card receives and sends
 * them, before any firewall sees them. It needs CAP_NET_RAW.
 */
#ifndef QC_WIRE_H
#define QC_WIRE_H

#include <linux/if_ether.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct wire - a socket on each interface
 * @taps: the sockets
 * @count: how many there are
 * @buffer: where frames are read
 */
struct wire {
	struct wire_tap *taps;
	size_t count;
	uint8_t *buffer;
};

/**
 * struct wire_packet - what passed an interface
 * @tap: the interface, numbered in the order of wire_open()
 * @when_ms: when it was read, as wire_now() counts
 * @is_outgoing: this host sent it there
 * @is_checked: its checksum was checked, or need not be
 * @vlan: the tag that it had; 0: none
 * @ethertype: its protocol
 * @mac: who sent the frame
 * @bytes: it, from the network header on
 * @len: its length
 */
struct wire_packet {
	size_t tap;
	uint64_t when_ms;
	bool is_outgoing;
	bool is_checked;
	uint16_t vlan;
	uint16_t ethertype;
	uint8_t mac[ETH_ALEN];
	const uint8_t *bytes;
	size_t len;
};

typedef void wire_visit(const struct wire_packet *packet, void *context);

/* Milliseconds since some moment. */
uint64_t wire_now(void);

/* Begins to record one more interface. Returns a negative errno value. */
int wire_open(struct wire *wire, unsigned int ifindex);

/* Visits packets as they come, until it is that late: wire_now(). */
int wire_listen(struct wire *wire, uint64_t until, wire_visit *visit,
		void *context);

/* How many packets came too fast to be read at this interface. */
unsigned int wire_lost(const struct wire *wire, size_t tap);

void wire_close(struct wire *wire);

#endif /* QC_WIRE_H */
