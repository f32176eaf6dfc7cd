/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One group on one link and its requested sources (RFC 9776 6).
 *
 * A group in INCLUDE mode has the sources that hosts want, each with its
 * timer. In EXCLUDE mode a group timer runs; sources whose timer runs are
 * "requested" (the RFC's X), the others are "excluded" (Y).
 */
#ifndef QR_GROUP_H
#define QR_GROUP_H

#include "ctx.h"
#include "host.h"
#include "source.h"
#include "version.h"

#include <linux/timerqueue.h>

/* Bytes of one in the slab: what it costs in the budget. */
#define QR_GROUP_SIZE	192

enum qr_filter_mode {
	QR_INCLUDE,
	QR_EXCLUDE,
};

/*
 * struct qr_group - one group
 * @node: in the tree of groups, by address
 * @alarm: in the queue of groups
 * @deadline: when it needs service: maybe too early, never too late
 * @mode: filter mode, an enum qr_filter_mode
 * @retransmit: how many more times to query for the group as a whole
 * @due: such a query is to go out now
 * @asking: queries of this round have still to be taken
 * @tracked: a host reported it; if not, it is only queried
 * @hosts: how many of its hosts are known
 * @expires: the group timer, in EXCLUDE mode
 * @query_at: no query for the group as a whole before this
 * @sources_at: when to query for sources next; KTIME_MAX: not at all
 * @asked_until: until when queried hosts may answer
 * @older: older hosts among the members (RFC 9776 7.3.2)
 * @since: when it was first reported
 * @reporter: the last host that wanted something of it
 */
struct qr_group {
	struct qr_addr_node node;
	struct timerqueue_node alarm;
	ktime_t deadline;
	struct qr_sources sources;
	u8 mode;
	u8 retransmit;
	bool due;
	bool asking;
	bool tracked;
	u16 hosts;
	ktime_t expires;
	ktime_t query_at;
	ktime_t sources_at;
	ktime_t asked_until;
	struct qr_version older;
	ktime_t since;
	union qr_addr reporter;
};

struct qr_group *qr_group_create(const union qr_addr *addr,
				 const struct qr_ctx *ctx);
void qr_group_free(struct qr_group *group, const struct qr_ctx *ctx);
void qr_group_remove_host(struct qr_group *group, struct qr_host *host,
			  const struct qr_ctx *ctx);

/* Compatibility mode (RFC 9776 7.3.2): the version of the oldest member. */
static inline u8 qr_group_version(const struct qr_group *group, u8 version_max,
				  ktime_t now)
{
	return qr_version_oldest(&group->older, version_max, now);
}

bool qr_group_is_empty(const struct qr_group *group);
bool qr_group_is_asking(const struct qr_group *group);

/* Service the group no later than @time. */
static inline void qr_group_set_deadline(struct qr_group *group, ktime_t time)
{
	group->deadline = min(group->deadline, time);
}

void qr_group_update_deadline(struct qr_group *group,
			      const struct qr_ctx *ctx);
void qr_group_lower_timers(struct qr_group *group,
			   const struct qr_list *sources, ktime_t expires,
			   const struct qr_ctx *ctx);
void qr_group_expire(struct qr_group *group, const struct qr_ctx *ctx);

#endif /* QR_GROUP_H */
