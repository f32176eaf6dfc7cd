/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hosts of a LAN that this one has spoken with: ARP and neighbour discovery.
 */
#ifndef QC_NEIGHBOURS_H
#define QC_NEIGHBOURS_H

/* How many have answered on this interface of late. @af: AF_INET or AF_INET6 */
unsigned int neighbours_count(unsigned int ifindex, int af);

#endif /* QC_NEIGHBOURS_H */
