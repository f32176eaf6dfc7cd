/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bridges that snoop: they forward multicast only where a listener was heard,
 * and IPv6 finds its neighbours by multicast.
 */
#ifndef QC_BRIDGE_H
#define QC_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the names of the bridges that snoop, the interface itself or below
 * it: "br0, br1". Returns false if there is none.
 */
bool bridges_that_snoop(const char *ifname, char *words, size_t size);

#endif /* QC_BRIDGE_H */
