/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an interface stands on: its VLAN, the devices below it, a bridge's ports.
 */
#ifndef QC_STACK_H
#define QC_STACK_H

#include <stdbool.h>
#include <stddef.h>

/* The number of a VLAN interface; 0: it is none. */
unsigned int stack_vlan(const char *ifname);

/* Each of these lists names, "eth1, eth2"; returns false if there is none. */
bool stack_list_lower(const char *ifname, char *words, size_t size);

/* Ports of a bridge that get all multicast, as a router is behind them. */
bool stack_list_router_ports(const char *ifname, char *words, size_t size);

/* Ports of a bridge that a leave ends at once, without a query. */
bool stack_list_fast_leave_ports(const char *ifname, char *words, size_t size);

#endif /* QC_STACK_H */
