/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's generic netlink family: what it tells when asked, and what by
 * itself. Whatever goes wrong is said here.
 */
#ifndef QC_NETLINK_H
#define QC_NETLINK_H

#include "../querier/uapi.h"

#include <libmnl/libmnl.h>
#include <stdint.h>

/**
 * struct notice - a message of the module's
 * @command: what it is, an IGMP_QUERIER_CMD_*; 0: some were lost
 * @attrs: the last attribute of each type, or NULL
 * @header: the message itself, for attributes that come several times
 */
struct notice {
	uint8_t command;
	const struct nlattr *attrs[IGMP_QUERIER_A_MAX + 1];
	const struct nlmsghdr *header;
};

typedef void notice_visit(const struct notice *notice, void *context);

/* Asks for all there is, or for all of one interface (0: any). */
int netlink_dump(uint8_t command, unsigned int ifindex, notice_visit *visit,
		 void *context);

/* Waits for events; ends only when something is wrong. */
int netlink_monitor(notice_visit *visit, void *context);

/* For each attribute @at of this type, which may come several times. */
#define notice_for_each(at, notice, type)				\
	mnl_attr_for_each(at, (notice)->header, NETLINK_HEADER)		\
		if (mnl_attr_get_type(at) == (type))

#define NETLINK_HEADER	4	/* octets between message and attributes */

#endif /* QC_NETLINK_H */
