/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hosts of all groups of a link (explicit tracking): each as a member of
 * one group, in the order of group, address and MAC.
 */
#ifndef QR_HOST_H
#define QR_HOST_H

#include "addr_tree.h"
#include "ctx.h"

/* Bytes of one in the slab: what it costs in the budget. */
#define QR_HOST_SIZE	128

/* Of more only the number is known. */
#define QR_HOST_SOURCES	4
#define QR_HOST_SOURCES_MAX	4095

/**
 * struct qr_host - a host as a member of a group
 * @rb: in the tree of hosts
 * @group: the group, which outlasts it
 * @addr: its address
 * @mac: its Ethernet address
 * @source_count: how many sources it names, QR_HOST_SOURCES_MAX at most
 * @mode: its filter mode, an enum qr_filter_mode
 * @version: of its last report
 * @is_listed: @sources has all that it names
 * @first: when it was first heard, in units of 2^30 ns
 * @last: when it was last heard, in units of 2^22 ns (4.2 ms), without the
 *	upper bits: it lasts less than half of what they can count (104 days)
 * @sources: the first @source_count of them, if @is_listed
 */
struct qr_host {
	struct rb_node rb;
	struct qr_addr_node *group;
	union qr_addr addr;
	u8 mac[QR_MAC_LEN];
	u16 source_count : 12;
	u16 mode : 1;
	u16 version : 2;
	u16 is_listed : 1;
	u32 first;
	u32 last;
	union qr_addr sources[QR_HOST_SOURCES];
};

/**
 * struct qr_host_key - what tells a host from others
 * @group: the group that it is a member of
 * @addr: its address
 * @mac: its Ethernet address
 */
struct qr_host_key {
	union qr_addr group;
	union qr_addr addr;
	u8 mac[QR_MAC_LEN];
};

/**
 * struct qr_hosts - all of a link
 * @tree: of struct qr_host
 * @count: how many there are
 */
struct qr_hosts {
	struct rb_root tree;
	u32 count;
};

struct qr_host *qr_hosts_from(const struct qr_hosts *hosts,
			      const struct qr_host_key *key);
struct qr_host *qr_hosts_find(const struct qr_hosts *hosts,
			      const struct qr_host_key *key);
struct qr_host *qr_hosts_next(const struct qr_host *host);
struct qr_host *qr_hosts_add(struct qr_hosts *hosts, struct qr_addr_node *group,
			     const struct qr_msg *msg,
			     const struct qr_ctx *ctx);
void qr_hosts_remove(struct qr_hosts *hosts, struct qr_host *host,
		     struct qr_budget *budget);

void qr_host_heard(struct qr_host *host, ktime_t now);
ktime_t qr_host_first(const struct qr_host *host);
ktime_t qr_host_last(const struct qr_host *host, ktime_t now);
ktime_t qr_host_expires(const struct qr_host *host, const struct qr_ctx *ctx);

#endif /* QR_HOST_H */
