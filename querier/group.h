/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One group on one link: who wants which sources of it (RFC 9776 section 6).
 *
 * A group in INCLUDE mode has the sources that somebody wants, each with its
 * timer. In EXCLUDE mode a group timer runs; sources whose timer runs are
 * "requested" (the RFC's X), the others are "excluded" (Y).
 */
#ifndef QR_GROUP_H
#define QR_GROUP_H

#include "addr_tree.h"
#include "proto.h"
#include "record.h"
#include "version.h"

#include <linux/timerqueue.h>

enum qr_filter_mode {
	QR_INCLUDE,
	QR_EXCLUDE,
};

/**
 * struct qr_source - one source of a group
 * @node: in the group's tree, by address
 * @expires: its timer; 0: it does not run, so the source is excluded
 * @query_at: not before is it to be asked for again
 * @retransmit: how many more times that has to be
 * @due: it is to be in the queries that go out now
 * @named: the record that is being applied names it
 * @fresh: it is there because of that record
 */
struct qr_source {
	struct qr_addr_node node;
	ktime_t expires;
	ktime_t query_at;
	u8 retransmit;
	bool due;
	bool named;
	bool fresh;
};

/**
 * struct qr_group - one group
 * @node: in the tree of groups, by address
 * @alarm: in the queue of groups
 * @soonest: when it is to be looked after: maybe too early, never too late
 * @sources: its sources, struct qr_source
 * @source_count: how many they are
 * @mode: filter mode, an enum qr_filter_mode
 * @retransmit: how many more times the group as a whole is to be asked for
 * @due: one of them is to go out now
 * @asking: queries of this moment have still to be taken
 * @tracked: somebody reported it; otherwise it is only asked for
 * @expires: the group timer, while in EXCLUDE mode
 * @query_at: not before is the group as a whole to be asked for again
 * @sources_at: when to ask for sources next; KTIME_MAX: not at all
 * @asked_until: how long those who were asked may take to answer
 * @older: older hosts among the members (RFC 9776 7.3.2)
 * @since: when it was first reported
 * @reporter: who last wanted something of it
 */
struct qr_group {
	struct qr_addr_node node;
	struct timerqueue_node alarm;
	ktime_t soonest;
	struct rb_root sources;
	u32 source_count;
	u8 mode;
	u8 retransmit;
	bool due;
	bool asking;
	bool tracked;
	ktime_t expires;
	ktime_t query_at;
	ktime_t sources_at;
	ktime_t asked_until;
	struct qr_version older;
	ktime_t since;
	union qr_addr reporter;
};

/**
 * enum qr_member_change - what becomes of a group or a source
 * @QR_ADDED: it is new
 * @QR_CHANGED: the group's filter mode, or from requested to excluded or back
 * @QR_REMOVED: something else than its own time ended it; of a group, all of
 *	its sources with it
 * @QR_EXPIRED: its time is up
 */
enum qr_member_change {
	QR_ADDED,
	QR_CHANGED,
	QR_REMOVED,
	QR_EXPIRED,
};

/**
 * struct qr_observer - who is told of members
 * @group: a group changed
 * @source: one of its sources changed
 * @record: a record was heard; @verdict is QR_ACCEPTED or why not
 *
 * They are called in the midst of things: to look, and not to call back.
 */
struct qr_observer {
	void (*group)(struct qr_observer *observer,
		      enum qr_member_change change,
		      const struct qr_group *group);
	void (*source)(struct qr_observer *observer,
		       enum qr_member_change change,
		       const struct qr_group *group,
		       const struct qr_source *source);
	void (*record)(struct qr_observer *observer, const struct qr_msg *msg,
		       const struct qr_record *record, enum qr_stat verdict);
};

/**
 * struct qr_terms - under which conditions a group is dealt with
 * @proto: the protocol
 * @observer: to be told
 * @now: the time
 * @version: of the queries to send
 * @may_ask: this host is the Querier
 * @membership: Group Membership Interval
 * @last_member_interval: Last Member Query Interval
 * @last_member_time: Last Member Query Time
 * @last_member_count: Last Member Query Count
 * @older_host_present: Older Host Present Interval
 * @max_sources: no more sources a group than that
 */
struct qr_terms {
	const struct qr_proto *proto;
	struct qr_observer *observer;
	ktime_t now;
	u8 version;
	bool may_ask;
	ktime_t membership;
	ktime_t last_member_interval;
	ktime_t last_member_time;
	u32 last_member_count;
	ktime_t older_host_present;
	u32 max_sources;
};

struct qr_group *qr_group_create(const union qr_addr *addr, ktime_t now);
void qr_group_free(struct qr_group *group);

u8 qr_group_version(const struct qr_group *group, u8 version_max, ktime_t now);
bool qr_group_is_empty(const struct qr_group *group);
bool qr_group_is_asking(const struct qr_group *group);
void qr_group_plan(struct qr_group *group);
const struct qr_source *qr_group_source_from(const struct qr_group *group,
					     const union qr_addr *addr);
const struct qr_source *qr_group_source_after(const struct qr_source *source);

bool qr_record_founds_group(const struct qr_record *record);
enum qr_stat qr_group_apply(struct qr_group *group,
			    const struct qr_record *heard,
			    const struct qr_msg *msg,
			    const struct qr_terms *terms);
void qr_group_ask(struct qr_group *group, const struct qr_terms *terms);
void qr_group_lower(struct qr_group *group, const struct qr_list *sources,
		    ktime_t expires, const struct qr_terms *terms);
void qr_group_expire(struct qr_group *group, const struct qr_terms *terms);
bool qr_group_take_query(struct qr_group *group, const struct qr_terms *terms,
			 u8 *buffer, size_t size, struct qr_query *query);

#endif /* QR_GROUP_H */
