// SPDX-License-Identifier: GPL-2.0
#include "engine.h"
#include "engine_internal.h"

/* @query: one that was taken. @sent: the device took it, too. */
void qr_engine_count_query(struct qr_engine *engine,
			   const struct qr_query *query, bool sent)
{
	if (!sent) {
		qr_engine_count(engine, QR_QUERIES_FAILED);
		return;
	}
	qr_engine_count(engine, QR_QUERIES_SENT);
	qr_engine_count(engine, QR_QUERIES_SENT_GENERAL +
			qr_engine_query_kind(&query->group, &query->list));
}

void qr_engine_ignore(struct qr_engine *engine, enum qr_verdict verdict)
{
	qr_engine_count(engine, QR_STAT_IGNORED(verdict));
}

void qr_engine_add_event(struct qr_engine *engine, enum qr_event event)
{
	engine->events |= event;
}

/* Each step of the election ends here. */
void qr_engine_apply_outcome(struct qr_engine *engine, enum qr_outcome outcome,
			     ktime_t now)
{
	engine->is_kept_stale = true;
	if (outcome != QR_UNCHANGED)
		engine->querier_since = now;

	switch (outcome) {
	case QR_UNCHANGED:
		break;
	case QR_STARTED:
		qr_schedule_start(&engine->schedule, now);
		qr_engine_add_event(engine, QR_EVENT_STARTED);
		break;
	case QR_STOPPED:
		qr_engine_add_event(engine, QR_EVENT_STOPPED);
		break;
	case QR_WON:
		qr_schedule_start(&engine->schedule, now);
		qr_engine_count(engine, QR_ELECTIONS_WON);
		qr_engine_add_event(engine, QR_EVENT_WON);
		break;
	case QR_LOST:
		qr_engine_count(engine, QR_ELECTIONS_LOST);
		qr_engine_add_event(engine, QR_EVENT_LOST);
		break;
	case QR_OTHER_CHANGED:
		qr_engine_add_event(engine, QR_EVENT_OTHER_CHANGED);
		break;
	}
}

/* Use the version that fits the parameters and the queriers heard. */
void qr_engine_update_version(struct qr_engine *engine, ktime_t now)
{
	u8 version = qr_version_active(&engine->version, engine->params->version,
				       engine->params->version_fallback);

	engine->is_kept_stale = true;
	if (version == engine->params->version)
		engine->older_since = 0;
	else if (!engine->older_since)
		engine->older_since = now;
	if (version == engine->active_version)
		return;
	engine->active_version = version;
	if (engine->running)
		qr_engine_add_event(engine, QR_EVENT_VERSION);
}

/* A proxy queries from the unspecified address. */
static union qr_addr own_address(const struct qr_engine *engine)
{
	if (engine->params->mode == QR_MODE_PROXY)
		return (union qr_addr) {};
	return engine->source;
}

/*
 * Switches and rivals learn the new address by a query from it. A link that
 * lost its last one, as it may for a second between two DHCP leases, waits for
 * the next regular query: some switches mishandle one from 0.0.0.0. In proxy
 * mode that is the address to announce.
 */
static void announce(struct qr_engine *engine)
{
	if (engine->params->mode == QR_MODE_PROXY ||
	    !qr_addr_any(&engine->election.own))
		qr_engine_query_now(engine);
	else
		qr_schedule_cancel_extra(&engine->schedule);
}

static void stand(struct qr_engine *engine, ktime_t now)
{
	union qr_addr own = own_address(engine);
	bool moved = !qr_addr_equal(&engine->election.own, &own);
	enum qr_outcome outcome;

	if (!engine->running)
		return;

	outcome = qr_election_stand(&engine->election, engine->params, &own);
	qr_engine_apply_outcome(engine, outcome, now);
	if (outcome == QR_UNCHANGED && moved && engine->election.querier) {
		announce(engine);
		qr_engine_add_event(engine, QR_EVENT_MOVED);
	}
}

/* For qr_engine_kept(), which calls it after a change. */
void qr_engine_update_kept(struct qr_engine *engine)
{
	qr_kept_compute(&engine->kept, &engine->election, &engine->schedule,
			engine->params, &engine->version,
			engine->active_version);
	engine->is_kept_stale = false;
}

/* The state of a link that is down. */
static void reset(struct qr_engine *engine)
{
	WRITE_ONCE(engine->running, false);
	engine->events = 0;
	engine->version = (struct qr_version) {};
	engine->rival_until = 0;
	engine->last_report = 0;
	qr_wanted_drop(&engine->wanted);
	qr_engine_update_version(engine, 0);
	qr_election_init(&engine->election, engine->proto);
}

/* Stopped. @params: checked by qr_params_check(); they outlast the engine. */
void qr_engine_init(struct qr_engine *engine, const struct qr_proto *proto,
		    struct qr_observer *observer, struct qr_params *params)
{
	memset(engine, 0, sizeof(*engine));
	engine->proto = proto;
	engine->params = params;
	engine->kept.ctx = (struct qr_ctx) {
		.proto = proto,
		.observer = observer,
		.params = params,
		.budget = &engine->members.budget,
		.hosts = &engine->members.hosts,
		.stats = &engine->stats,
		.work = &engine->work,
	};
	qr_membership_init(&engine->members);
	reset(engine);
}

/* @pool: outlasts the members. The engine is stopped and has none yet. */
void qr_engine_set_pool(struct qr_engine *engine, struct qr_pool *pool)
{
	engine->members.budget.pool = pool;
}

/* The link is up. The first query is due @at, which may be to come. */
void qr_engine_start(struct qr_engine *engine, ktime_t at)
{
	WRITE_ONCE(engine->running, true);
	stand(engine, at);
}

/*
 * The link went down: forget the LAN. @old takes the members, for
 * qr_engine_free_members().
 */
void qr_engine_stop(struct qr_engine *engine, struct qr_membership *old)
{
	reset(engine);
	qr_membership_detach(&engine->members, old);
}

/*
 * @params: checked by qr_params_check(). @old takes the members that the change
 * ends, all if track_groups changes, for qr_engine_free_members().
 */
void qr_engine_set_params(struct qr_engine *engine,
			  const struct qr_params *params, ktime_t now,
			  struct qr_membership *old)
{
	bool forget = params->track_groups != engine->params->track_groups;

	qr_schedule_changed(&engine->schedule, engine->params, params, now);
	*engine->params = *params;
	qr_version_recompute(&engine->version, engine->older,
			     qr_params_query_span_max(params), now);
	qr_engine_update_version(engine, now);
	stand(engine, now);
	if (forget)
		qr_membership_detach(&engine->members, old);
	else
		qr_membership_init(old);
}

/* @source: the address to send from; unspecified: none. */
void qr_engine_set_source(struct qr_engine *engine,
			  const union qr_addr *source, ktime_t now)
{
	engine->source = *source;
	stand(engine, now);
}

/*
 * Free about @work groups, sources and hosts of @old, or else hosts that are
 * not to be tracked any more. Return: whether there are more.
 */
bool qr_engine_free_members(struct qr_engine *engine,
			    struct qr_membership *old, unsigned int work)
{
	const struct qr_ctx ctx = {
		.observer = engine->kept.ctx.observer,
		.budget = &old->budget,
		.hosts = &old->hosts,
	};
	const struct qr_ctx live = {
		.budget = &engine->members.budget,
		.hosts = &engine->members.hosts,
	};

	if (qr_membership_free(old, work, &ctx))
		return true;
	return !engine->params->track_hosts &&
	       qr_membership_forget_hosts(&engine->members, work, &live);
}

/*
 * Query at once, if this host is the Querier; later if such queries are too
 * many.
 */
void qr_engine_query_now(struct qr_engine *engine)
{
	qr_engine_query_at(engine, 0);
}

/* The same, but not before a time, which may be to come. */
void qr_engine_query_at(struct qr_engine *engine, ktime_t at)
{
	if (!engine->election.querier)
		return;
	qr_schedule_extra(&engine->schedule, at);
	engine->is_kept_stale = true;
}

/*
 * Part of the LAN is new: repeat the startup series, if this host is the
 * Querier. Its first query is due @at, which may be to come.
 */
void qr_engine_query_again(struct qr_engine *engine, ktime_t at)
{
	if (!engine->election.querier)
		return;
	qr_schedule_restart(&engine->schedule, engine->params, at);
	engine->is_kept_stale = true;
}

/* Other queriers that were silent for too long are gone. */
void qr_engine_expire_queriers(struct qr_engine *engine, ktime_t now)
{
	enum qr_outcome outcome;

	outcome = qr_election_expire(&engine->election, engine->params, now);
	qr_engine_apply_outcome(engine, outcome, now);
	qr_version_expire(&engine->version, now);
	qr_engine_update_version(engine, now);
}

static struct qr_query general_query(const struct qr_engine *engine)
{
	return (struct qr_query) {
		.version = engine->active_version,
		.max_resp_ms = engine->params->query_response_interval_ms,
	};
}

static bool take_general_query(struct qr_engine *engine, ktime_t now,
			       struct qr_query *query)
{
	if (!engine->election.querier ||
	    !qr_schedule_take(&engine->schedule, engine->params, now))
		return false;

	/* Without a query the bucket may be fuller, but nothing else is due. */
	engine->is_kept_stale = true;
	*query = general_query(engine);
	return true;
}

/* No version 1 query is for a group. Not the Querier any more: drop them. */
static bool may_ask_for_wanted(const struct qr_engine *engine)
{
	return engine->election.querier &&
	       engine->active_version >= engine->proto->version_leave;
}

/* Members are only to show themselves, so no router is to lower its timers. */
static bool take_wanted_query(struct qr_engine *engine, struct qr_query *query)
{
	union qr_addr group;

	if (!may_ask_for_wanted(engine))
		qr_wanted_drop(&engine->wanted);
	if (!qr_wanted_take(&engine->wanted, &group))
		return false;

	*query = (struct qr_query) {
		.version = engine->active_version,
		.group = group,
		.max_resp_ms = engine->params->query_response_interval_ms,
		.suppress = true,
	};
	return true;
}

static bool take_specific_query(struct qr_engine *engine, ktime_t now,
				unsigned int *work, const struct qr_room *room,
				struct qr_query *query)
{
	const struct qr_ctx *ctx = qr_engine_ctx(engine, now);

	if (!qr_membership_output(&engine->members, ctx, work, room, query))
		return false;
	query->max_resp_ms =
		qr_params_get(engine->params,
			      QR_PARAM_LAST_MEMBER_QUERY_INTERVAL);
	return true;
}

static void sign(const struct qr_engine *engine, struct qr_query *query)
{
	query->source = engine->election.own;
	query->robustness = engine->params->robustness;
	query->query_interval_ms = engine->params->query_interval_ms;
}

/*
 * Let time pass, and take the next query that is due. Call it until it returns
 * false, and again at qr_engine_next(): that is past if @work, counted down by
 * about one for each group and source visited, ran out.
 */
bool qr_engine_output(struct qr_engine *engine, ktime_t now, unsigned int *work,
		      const struct qr_room *room, struct qr_query *query)
{
	if (!engine->running)
		return false;

	qr_engine_expire(engine, now);
	if (!take_general_query(engine, now, query) &&
	    !take_wanted_query(engine, query) &&
	    !take_specific_query(engine, now, work, room, query))
		return false;

	sign(engine, query);
	return true;
}

/* The general query again. Return: whether this host is still the Querier. */
bool qr_engine_repeat_query(const struct qr_engine *engine,
			    struct qr_query *query)
{
	if (!engine->election.querier)
		return false;

	*query = general_query(engine);
	sign(engine, query);
	return true;
}

/*
 * Return: when qr_engine_output() is due, maybe past; KTIME_MAX: not before an
 * event.
 */
ktime_t qr_engine_next(struct qr_engine *engine)
{
	if (!engine->running)
		return KTIME_MAX;
	if (engine->wanted)
		return 0;
	return min(qr_engine_kept(engine)->next,
		   qr_membership_next(&engine->members));
}

/* Group Membership Interval in force. */
ktime_t qr_engine_membership_interval(const struct qr_engine *engine)
{
	struct qr_params params = qr_election_params(&engine->election,
						     engine->params);

	return qr_params_membership_interval(&params,
					     qr_election_span(&engine->election,
							      engine->params));
}

struct qr_status qr_engine_status(const struct qr_engine *engine, ktime_t now)
{
	const struct qr_election *election = &engine->election;
	struct qr_status status = {
		.running = engine->running,
		.querier = election->querier,
		.known = election->querier || !qr_addr_any(&election->other),
		.address = election->querier ? election->own : election->other,
		.last_other = election->last_other,
		.source = own_address(engine),
		.duplicate = engine->duplicate,
		.rival = engine->rival,
		.fell_back = engine->active_version < engine->params->version,
		.oldest = engine->oldest,
		.refused = engine->refused,
		.refusal = engine->refusal,
		.active_version = engine->active_version,
		.groups = engine->members.count,
	};
	ktime_t expires;

	expires = qr_election_next(election, engine->params);
	if (expires != KTIME_MAX && ktime_after(expires, now))
		status.other_expires = ktime_sub(expires, now);
	return status;
}
