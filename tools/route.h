/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own netlink about interfaces, addresses, neighbours and routes.
 */
#ifndef QC_ROUTE_H
#define QC_ROUTE_H

#include <libmnl/libmnl.h>
#include <stdint.h>

/* Begins a request, in a buffer that the next one reuses. */
struct nlmsghdr *route_begin(uint16_t type, uint16_t flags);

/*
 * Sends it, and calls @visit for each message of the answer. Returns a negative
 * errno value on failure.
 */
int route_ask(struct nlmsghdr *header, mnl_cb_t visit, void *context);

/* The last attribute of this type in a nest; NULL: there is none. */
const struct nlattr *route_find(const struct nlattr *nest, uint16_t type);

#endif /* QC_ROUTE_H */
