/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bridges with multicast snooping: they forward multicast only to ports with a
 * listener, and IPv6 finds its neighbours by multicast.
 */
#ifndef QC_BRIDGE_H
#define QC_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Lists the bridges that snoop, among the interface and those below it:
 * "br0, br1". Returns false if there is none.
 */
bool bridge_list_snooping(const char *ifname, char *words, size_t size);

#endif /* QC_BRIDGE_H */
