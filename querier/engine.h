/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One protocol on one link: where election, versions and queries meet.
 *
 * The engine is told what happened and when, and answers what to send and when
 * to ask again. It reads no clock, takes no lock and knows no device; its
 * caller sees to it that one call runs at a time.
 */
#ifndef QR_ENGINE_H
#define QR_ENGINE_H

#include "election.h"
#include "membership.h"
#include "msg.h"
#include "params.h"
#include "proto.h"
#include "schedule.h"
#include "stats.h"
#include "version.h"

#include <linux/bits.h>

/**
 * enum qr_event - what an administrator should learn of
 * @QR_EVENT_STARTED: began to query, uncontested
 * @QR_EVENT_STOPPED: nobody queries any more, as far as is known
 * @QR_EVENT_WON: took over from another querier
 * @QR_EVENT_LOST: gave way to another querier
 * @QR_EVENT_OTHER_CHANGED: another host than before is the querier
 * @QR_EVENT_MOVED: queries from another address than before
 * @QR_EVENT_VERSION: the version in use changed
 * @QR_EVENT_DUPLICATE: somebody else uses this link's address
 * @QR_EVENT_RIVAL: a host that lost the election does not give way
 * @QR_EVENT_LIMIT: a group or a source was refused, as there are too many or
 *	they take too much memory
 */
enum qr_event {
	QR_EVENT_STARTED	= BIT(0),
	QR_EVENT_STOPPED	= BIT(1),
	QR_EVENT_WON		= BIT(2),
	QR_EVENT_LOST		= BIT(3),
	QR_EVENT_OTHER_CHANGED	= BIT(4),
	QR_EVENT_MOVED		= BIT(5),
	QR_EVENT_VERSION	= BIT(6),
	QR_EVENT_DUPLICATE	= BIT(7),
	QR_EVENT_LIMIT		= BIT(8),
	QR_EVENT_RIVAL		= BIT(9),
};

/**
 * struct qr_engine - see above
 * @proto: the protocol
 * @params: as configured
 * @source: address queries are sent from; unspecified: there is none
 * @running: the link is up and the engine at work
 * @election: who is the Querier
 * @schedule: the general queries, while this host is
 * @version: older queriers heard
 * @older: the last query in each older version
 * @members: who listens to what
 * @observer: told of members
 * @active_version: version in use
 * @duplicate: the address in the last QR_EVENT_DUPLICATE
 * @rival: the address in the last QR_EVENT_RIVAL
 * @rival_until: that one, or another, counts as present until then
 * @oldest: who last asked in @active_version or an older one
 * @refused: the last group that was refused, or had a source refused
 * @refusal: why, an enum qr_verdict
 * @events: what happened since qr_engine_take_events()
 * @stats: counters, never reset
 */
struct qr_engine {
	const struct qr_proto *proto;
	struct qr_params params;
	union qr_addr source;
	bool running;
	struct qr_election election;
	struct qr_schedule schedule;
	struct qr_version version;
	struct qr_older_query older[QR_VERSION_MAX];
	struct qr_membership members;
	struct qr_observer *observer;
	u8 active_version;
	union qr_addr duplicate;
	union qr_addr rival;
	ktime_t rival_until;
	union qr_addr oldest;
	union qr_addr refused;
	u8 refusal;
	unsigned int events;
	struct qr_stats stats;
};

/**
 * struct qr_status - what can be seen of an engine from outside
 * @running: the link is up and the engine at work
 * @querier: this host is the Querier
 * @known: @address is somebody's
 * @address: the Querier's address
 * @last_other: the last other querier, whether or not it still is
 * @source: the address this host sends from
 * @duplicate: the address that somebody else uses too
 * @rival: the address of one that does not give way to this host
 * @fell_back: an older version is in use than the configured one
 * @oldest: because of whom
 * @refused: the last group that was refused, or had a source refused
 * @refusal: why, an enum qr_verdict
 * @active_version: version in use
 * @groups: groups that have members
 * @other_expires: how long the other querier will still be believed, 0 if
 *	there is none
 */
struct qr_status {
	bool running;
	bool querier;
	bool known;
	union qr_addr address;
	union qr_addr last_other;
	union qr_addr source;
	union qr_addr duplicate;
	union qr_addr rival;
	bool fell_back;
	union qr_addr oldest;
	union qr_addr refused;
	u8 refusal;
	u8 active_version;
	u32 groups;
	ktime_t other_expires;
};

void qr_engine_init(struct qr_engine *engine, const struct qr_proto *proto,
		    struct qr_observer *observer);
void qr_engine_set_pool(struct qr_engine *engine, struct qr_pool *pool);
void qr_engine_start(struct qr_engine *engine, ktime_t now);
void qr_engine_stop(struct qr_engine *engine, struct qr_membership *old);
void qr_engine_set_params(struct qr_engine *engine,
			  const struct qr_params *params, ktime_t now,
			  struct qr_membership *old);
void qr_engine_set_source(struct qr_engine *engine,
			  const union qr_addr *source, ktime_t now);
bool qr_engine_free_members(const struct qr_engine *engine,
			    struct qr_membership *old, unsigned int work);
void qr_engine_query_now(struct qr_engine *engine);
void qr_engine_query_again(struct qr_engine *engine, ktime_t now);

bool qr_engine_output(struct qr_engine *engine, ktime_t now, unsigned int *work,
		      const struct qr_room *room, struct qr_query *query);
ktime_t qr_engine_next(struct qr_engine *engine);
ktime_t qr_engine_membership_interval(const struct qr_engine *engine);

void qr_engine_count(struct qr_engine *engine, enum qr_stat stat);
void qr_engine_ignore(struct qr_engine *engine, enum qr_verdict verdict);
unsigned int qr_engine_take_events(struct qr_engine *engine);
struct qr_status qr_engine_status(const struct qr_engine *engine, ktime_t now);

#endif /* QR_ENGINE_H */
