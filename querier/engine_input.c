// SPDX-License-Identifier: GPL-2.0
/*
 * A message into the engine: is it admitted, what does it say of other queriers
 * and of members?
 */
#include "engine_input.h"
#include "engine_internal.h"
#include "membership_record.h"

/* Sources looked at for one report: twice as many as a group may have. */
#define REPORT_WORK	8192

/* Does the message count on this link, as its administrator configured it? */
static enum qr_verdict admit_message(struct qr_engine *engine,
				     const struct qr_msg *msg)
{
	switch (msg->origin) {
	case QR_ORIGIN_OWN:
		return QR_IGNORED_OWN;
	case QR_ORIGIN_DUPLICATE:
		engine->duplicate = msg->source;
		qr_engine_add_event(engine, QR_EVENT_DUPLICATE);
		return QR_IGNORED_DUPLICATE_ADDRESS;
	case QR_ORIGIN_OFF_SUBNET:
		if (!engine->params->accept_off_subnet)
			return QR_IGNORED_OFF_SUBNET;
		break;
	/*
	 * Lower than every host of the subnet, so it would win every election.
	 * Reports elect no querier, and switches send some from odd addresses.
	 */
	case QR_ORIGIN_NO_HOST:
		if (msg->type == QR_MSG_QUERY)
			return QR_IGNORED_SOURCE;
		break;
	case QR_ORIGIN_SUBNET:
		break;
	}

	/* RFC 1112 knew no Router Alert, so version 1 cannot be held to it. */
	if (engine->params->require_router_alert && msg->version > 1 &&
	    !msg->router_alert)
		return QR_IGNORED_ROUTER_ALERT;
	return QR_ACCEPTED;
}

/*
 * RFC 2236 3: a querier that asks for a left group stays querier until the last
 * answer may have come. But one leave after the other must not keep a loser in
 * office. In the newest version losing does not stop the queries still to come.
 */
static bool is_engaged(struct qr_engine *engine, ktime_t now)
{
	const struct qr_ctx *ctx = qr_engine_ctx(engine, now);

	return engine->election.querier &&
	       engine->active_version < engine->proto->version_max &&
	       qr_membership_is_engaged(&engine->members, ctx);
}

static void contest(struct qr_engine *engine, const struct qr_msg *msg,
		    ktime_t now)
{
	enum qr_outcome outcome;

	if (is_engaged(engine, now))
		return;
	outcome = qr_election_heard(&engine->election, engine->params, msg,
				    now);
	qr_engine_apply_outcome(engine, outcome, now);
}

static void heard_older_query(struct qr_engine *engine,
			      const struct qr_msg *msg, ktime_t now)
{
	struct qr_params params = qr_election_params(&engine->election,
						     engine->params);
	struct qr_older_query *query = &engine->older[msg->version - 1];

	*query = (struct qr_older_query) {
		.heard = now,
		.span = qr_params_query_span(&params),
		.max_resp_ms = msg->max_resp_ms,
	};
	qr_version_heard_query(&engine->version, msg->version, query,
			       qr_params_query_span_max(engine->params));
}

/*
 * RFC 9776 7.3.1 has a querier use the lowest version of all routers on the
 * link. Any address that is accepted speaks for one, lower or higher than this
 * host's: the hosts fall back to its version whoever wins the election, and
 * would not understand newer queries' sources. 0.0.0.0 speaks for none: it is a
 * switch or a bridge that helps out (RFC 4541 2.1.1), never is the Querier, and
 * most of them know version 2 only, which would keep the whole LAN there.
 *
 * The same section leaves it to the administrator that all routers speak the
 * same version, and asserts it by version_fallback 0.
 */
static void heard_general_query(struct qr_engine *engine,
				const struct qr_msg *msg, ktime_t now)
{
	if (qr_addr_any(&msg->source))
		return;
	if (msg->version < engine->proto->version_max)
		heard_older_query(engine, msg, now);
	if (msg->version <= engine->active_version)
		engine->oldest = msg->source;
	qr_engine_update_version(engine, now);
}

/*
 * RFC 9776 6.6.1: the elected querier looks for the last member, and this host
 * believes the answers, or that there are none. Before the newest version it
 * said how long that takes (RFC 2236 3), and there was no S flag.
 */
static void heard_specific_query(struct qr_engine *engine,
				 const struct qr_msg *msg, ktime_t now)
{
	const struct qr_ctx *ctx = qr_engine_ctx(engine, now);
	ktime_t time = ctx->last_member_time;

	if (msg->suppress || engine->election.querier ||
	    qr_addr_any(&engine->election.other) ||
	    !qr_addr_equal(&engine->election.other, &msg->source))
		return;
	if (msg->version < engine->proto->version_max)
		time = qr_params_last_member_query_time(engine->params,
							msg->max_resp_ms);
	qr_membership_lower_timers(&engine->members, msg, ktime_add(now, time),
				   ctx);
}

/*
 * Both keep querying until an administrator ends it. Report it once, and again
 * after a silence as long as a querier is believed.
 */
static void note_rival(struct qr_engine *engine, const struct qr_msg *msg,
		       ktime_t now)
{
	const struct qr_election *election = &engine->election;
	ktime_t span = qr_params_query_span(engine->params);
	ktime_t present = qr_params_other_querier_present(engine->params,
							  span);

	if (!election->querier || qr_addr_any(&election->own) ||
	    !engine->proto->insists ||
	    !engine->proto->insists(&msg->source, &election->own))
		return;
	if (!ktime_before(now, engine->rival_until)) {
		engine->rival = msg->source;
		qr_engine_add_event(engine, QR_EVENT_RIVAL);
	}
	engine->rival_until = ktime_add(now, present);
}

/* Not inline: what it needs on the stack would cost all reports, too. */
static noinline void heard_query(struct qr_engine *engine,
				 const struct qr_msg *msg, ktime_t now)
{
	qr_engine_count(engine, QR_QUERIES_HEARD_V1 + msg->version - 1);
	qr_engine_count(engine, QR_QUERIES_HEARD_GENERAL +
			qr_engine_query_kind(&msg->group, &msg->list));

	/* RFC 9776 6.6.2: only general queries count in the election. */
	if (qr_addr_any(&msg->group) || engine->proto->any_query_elects) {
		contest(engine, msg, now);
		note_rival(engine, msg, now);
	}
	if (qr_addr_any(&msg->group))
		heard_general_query(engine, msg, now);
	else
		heard_specific_query(engine, msg, now);
}

/* Can an administrator raise the limit? */
static bool is_limit(enum qr_verdict verdict)
{
	return verdict == QR_IGNORED_GROUP_LIMIT ||
	       verdict == QR_IGNORED_SOURCE_LIMIT ||
	       verdict == QR_IGNORED_MEMORY_LIMIT;
}

static enum qr_verdict heard_record(struct qr_engine *engine,
				    const struct qr_msg *msg,
				    const struct qr_record *record,
				    const struct qr_ctx *ctx)
{
	enum qr_verdict verdict;

	verdict = qr_membership_record_apply(&engine->members, msg, record,
					     ctx);
	qr_ctx_notify_record(ctx, msg, record, verdict);
	if (verdict)
		qr_engine_ignore(engine, verdict);
	if (is_limit(verdict)) {
		engine->refused = record->group;
		engine->refusal = verdict;
		qr_engine_add_event(engine, QR_EVENT_LIMIT);
	}
	return verdict;
}

/*
 * One bad record ends the report, and so does the end of the processing budget;
 * the records before it count.
 */
static enum qr_verdict heard_records(struct qr_engine *engine,
				     const struct qr_msg *msg,
				     const struct qr_ctx *ctx)
{
	struct qr_list records = msg->list;
	struct qr_record record qr_uninitialized;
	enum qr_verdict verdict;

	while (records.count) {
		if (!*ctx->work) {
			qr_engine_ignore(engine, QR_IGNORED_EFFORT);
			return QR_IGNORED_EFFORT;
		}
		verdict = qr_record_next(&records, engine->proto, &record);
		if (verdict) {
			qr_engine_ignore(engine, verdict);
			return verdict;
		}
		verdict = heard_record(engine, msg, &record, ctx);
		if (verdict == QR_IGNORED_RECORD_SOURCE)
			return verdict;
	}
	return QR_ACCEPTED;
}

/* RFC 9776 7.3.2: what older messages are as group records. */
static enum qr_verdict heard_older(struct qr_engine *engine,
				   const struct qr_msg *msg,
				   const struct qr_ctx *ctx)
{
	const struct qr_record record = {
		.type = msg->type == QR_MSG_LEAVE ? QR_TO_IN : QR_IS_EX,
		.group = msg->group,
	};

	return heard_record(engine, msg, &record, ctx);
}

static void count_members(struct qr_engine *engine, const struct qr_msg *msg,
			  ktime_t now)
{
	if (msg->type == QR_MSG_LEAVE) {
		qr_engine_count(engine, QR_LEAVES_HEARD);
		return;
	}
	qr_engine_count(engine, QR_REPORTS_HEARD);
	qr_engine_count(engine, QR_REPORTS_HEARD_V1 + msg->version - 1);
	if (!msg->is_ours)
		engine->last_report = now;
}

static enum qr_verdict heard_members(struct qr_engine *engine,
				     const struct qr_msg *msg, ktime_t now)
{
	const struct qr_ctx *ctx = qr_engine_ctx(engine, now);

	engine->work = REPORT_WORK;
	count_members(engine, msg, now);
	if (msg->version < engine->proto->version_max)
		return heard_older(engine, msg, ctx);
	return heard_records(engine, msg, ctx);
}

/* It expects a general query within 2 s; it is not about members. */
static void heard_solicitation(struct qr_engine *engine)
{
	qr_engine_count(engine, QR_SOLICITATIONS_HEARD);
	qr_engine_query_now(engine);
}

/*
 * @msg: well-formed, its origin filled in. Return: QR_ACCEPTED, or why it was
 * ignored, which is counted already.
 */
enum qr_verdict qr_engine_input(struct qr_engine *engine,
				const struct qr_msg *msg, ktime_t now)
{
	enum qr_verdict verdict = admit_message(engine, msg);

	if (verdict) {
		qr_engine_ignore(engine, verdict);
		return verdict;
	}

	/* Timers that expired before this message take effect first. */
	qr_engine_expire(engine, now);

	switch (msg->type) {
	case QR_MSG_QUERY:
		heard_query(engine, msg, now);
		break;
	case QR_MSG_SOLICITATION:
		heard_solicitation(engine);
		break;
	case QR_MSG_REPORT:
	case QR_MSG_LEAVE:
		return heard_members(engine, msg, now);
	}
	return QR_ACCEPTED;
}
