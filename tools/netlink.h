/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's generic netlink family: requests and events. The functions
 * report their errors.
 */
#ifndef QC_NETLINK_H
#define QC_NETLINK_H

#include "../querier/uapi.h"

#include <libmnl/libmnl.h>
#include <stdint.h>

/**
 * struct notice - a message from the module
 * @command: an IGMP_QUERIER_CMD_*; 0: events were lost
 * @attrs: the last attribute of each type, or NULL
 * @header: the message, for attributes that occur several times
 */
struct notice {
	uint8_t command;
	const struct nlattr *attrs[IGMP_QUERIER_A_MAX + 1];
	const struct nlmsghdr *header;
};

typedef void notice_visit(const struct notice *notice, void *context);

/* Has the kernel load the module, if it is installed and not loaded; silent. */
void netlink_load_module(void);

/* Requests everything, or everything about one interface (0: all). */
int netlink_dump(uint8_t command, unsigned int ifindex, notice_visit *visit,
		 void *context);

/* The same, but silent; returns a negative errno value. */
int netlink_try_dump(uint8_t command, unsigned int ifindex,
		     notice_visit *visit, void *context);

/**
 * struct netlink_target - what a command is about
 * @ifindex: the interface
 * @protocol: an IGMP_QUERIER_PROTOCOL_*
 * @group: the bytes of the group's address
 * @len: how many they are; 0: all groups
 */
struct netlink_target {
	unsigned int ifindex;
	uint32_t protocol;
	unsigned char group[16];
	size_t len;
};

/*
 * Has something done. Returns 0, the module's answer as a negative errno value,
 * or STATUS_FAILED if it could not be asked, which is said. -ENOSYS: an older
 * module does not know the command.
 */
int netlink_command(uint8_t command, const struct netlink_target *target);

/* Waits for events; returns only on an error. */
int netlink_monitor(notice_visit *visit, void *context);

struct channel;

/*
 * Subscribes to what hosts report; NULL: that failed, which is said. Each report
 * is visited in netlink_await().
 */
struct channel *netlink_hear_reports(notice_visit *visit, void *context);

/*
 * Waits for a report so many milliseconds. Returns 0, also if none came, or a
 * negative errno value. A signal ends it, too.
 */
int netlink_await(struct channel *channel, int ms);

void netlink_end(struct channel *channel);

/* For each attribute @at of this type. */
#define notice_for_each(at, notice, type)				\
	mnl_attr_for_each(at, (notice)->header, NETLINK_HEADER)		\
		if (mnl_attr_get_type(at) == (type))

#define NETLINK_HEADER	4	/* bytes of struct genlmsghdr */

#endif /* QC_NETLINK_H */
