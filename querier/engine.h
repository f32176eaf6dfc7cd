/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One protocol on one link: where election, versions and queries meet.
 *
 * The caller says what happened and when; the engine answers what to send and
 * when to call again. It reads no clock, takes no lock and knows no device; one
 * call runs at a time.
 */
#ifndef QR_ENGINE_H
#define QR_ENGINE_H

#include "election.h"
#include "kept.h"
#include "membership.h"
#include "msg.h"
#include "params.h"
#include "proto.h"
#include "schedule.h"
#include "stats.h"
#include "version.h"
#include "wanted.h"

#include <linux/bits.h>

/*
 * What an administrator should learn. STOPPED: no Querier is known any more;
 * MOVED: this host queries from another address; RIVAL: a host that lost the
 * election does not give way; LIMIT: a group or a source was refused, as there
 * are too many or they take too much memory.
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

/*
 * struct qr_engine - one protocol on one link
 * @params: of the link, written by qr_engine_set_params() alone
 * @running: the link is up; may be read while a call runs
 * @refusal: why a group or source was refused last, an enum qr_verdict
 * @is_kept_stale: @kept is to be computed again
 * @events: what happened since qr_engine_take_events()
 * @work: what a report may still cost, see struct qr_ctx
 * @wanted: groups to query for once, or NULL
 * @last_report: when another host's report was last heard, 0: never
 * @kept: computed from what no report changes: read it by qr_engine_kept()
 * @stats: never reset
 * @source: address queries are sent from; unspecified: there is none
 * @version: older queriers heard
 * @older: the last query in each older version, in version 1 first
 * @older_since: since when an older version than the configured one is in use,
 *	0: it is not
 * @querier_since: since when the Querier is the same
 * @duplicate: the address in the last QR_EVENT_DUPLICATE
 * @rival: the address in the last QR_EVENT_RIVAL
 * @rival_until: a rival counts as present until then
 * @oldest: the querier that caused the fallback to @active_version
 * @refused: the last group that was refused, or had a source refused
 *
 * What each report needs comes first.
 */
struct qr_engine {
	const struct qr_proto *proto;
	struct qr_params *params;
	bool running;
	u8 active_version;
	u8 refusal;
	bool is_kept_stale;
	unsigned int events;
	unsigned int work;
	struct qr_wanted *wanted;
	ktime_t last_report;
	struct qr_kept kept;
	struct qr_membership members;
	struct qr_stats stats;

	union qr_addr source;
	struct qr_election election;
	struct qr_schedule schedule;
	struct qr_version version;
	struct qr_older_query older[QR_OLDER_VERSIONS];
	ktime_t older_since;
	ktime_t querier_since;
	union qr_addr duplicate;
	union qr_addr rival;
	ktime_t rival_until;
	union qr_addr oldest;
	union qr_addr refused;
};

/*
 * struct qr_status - what can be seen of an engine from outside
 * @known: @address is valid
 * @address: the Querier's address
 * @last_other: the last other querier, whether or not it still is
 * @duplicate: the address that another host uses too
 * @rival: a host that does not give way to this one
 * @fell_back: an older version is in use than the configured one
 * @oldest: the querier that caused the fallback
 * @refused: the last group that was refused, or had a source refused
 * @refusal: why, an enum qr_verdict
 * @groups: groups that have members
 * @other_expires: how long the other querier will still be believed, 0: none
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
		    struct qr_observer *observer, struct qr_params *params);
void qr_engine_set_pool(struct qr_engine *engine, struct qr_pool *pool);
void qr_engine_start(struct qr_engine *engine, ktime_t at);
void qr_engine_stop(struct qr_engine *engine, struct qr_membership *old);
void qr_engine_set_params(struct qr_engine *engine,
			  const struct qr_params *params, ktime_t now,
			  struct qr_membership *old);
void qr_engine_set_source(struct qr_engine *engine,
			  const union qr_addr *source, ktime_t now);
bool qr_engine_free_members(struct qr_engine *engine,
			    struct qr_membership *old, unsigned int work);
void qr_engine_query_now(struct qr_engine *engine);
void qr_engine_query_at(struct qr_engine *engine, ktime_t at);
void qr_engine_query_again(struct qr_engine *engine, ktime_t at);

bool qr_engine_output(struct qr_engine *engine, ktime_t now, unsigned int *work,
		      const struct qr_room *room, struct qr_query *query);
bool qr_engine_repeat_query(const struct qr_engine *engine,
			    struct qr_query *query);
ktime_t qr_engine_next(struct qr_engine *engine);
ktime_t qr_engine_membership_interval(const struct qr_engine *engine);

/* Is this host the Querier of the LAN? Context: one call at a time. */
static inline bool qr_engine_is_querier(const struct qr_engine *engine)
{
	return engine->election.querier;
}

static inline void qr_engine_count(struct qr_engine *engine, enum qr_stat stat)
{
	engine->stats.count[stat]++;
}

/* Return: a set of enum qr_event, since the last call. */
static inline unsigned int qr_engine_take_events(struct qr_engine *engine)
{
	unsigned int events = engine->events;

	engine->events = 0;
	return events;
}

void qr_engine_count_query(struct qr_engine *engine,
			   const struct qr_query *query, bool sent);
void qr_engine_ignore(struct qr_engine *engine, enum qr_verdict verdict);
struct qr_status qr_engine_status(const struct qr_engine *engine, ktime_t now);

#endif /* QR_ENGINE_H */
