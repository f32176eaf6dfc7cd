/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bridges with multicast snooping: they forward multicast only to ports with a
 * listener, and IPv6 finds its neighbours by multicast.
 */
#ifndef QC_BRIDGE_H
#define QC_BRIDGE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

enum { BRIDGES_MAX = 8, ABOVE_MAX = 64 };

struct bridges {
	char name[BRIDGES_MAX][IFNAMSIZ];
	size_t count;
};

/**
 * struct bridge_below - what is known from the calls before
 * @is_asked: all bridges were looked at
 * @is_unknown: what is above them is not known, or too much
 * @above: all bridges, and the interfaces above them
 * @above_count: their number
 * @ifname: the interface that was looked at last; "" at first
 * @bridges: those that snoop, among it and those below it
 */
struct bridge_below {
	bool is_asked;
	bool is_unknown;
	char above[ABOVE_MAX][IFNAMSIZ];
	size_t above_count;
	char ifname[IFNAMSIZ];
	struct bridges bridges;
};

/*
 * Lists the bridges that snoop, among the interface and those below it:
 * "br0, br1". Returns false if there is none. @known: begins as 0.
 */
bool bridge_list_snooping(const char *ifname, struct bridge_below *known,
			  char *words, size_t size);

#endif /* QC_BRIDGE_H */
