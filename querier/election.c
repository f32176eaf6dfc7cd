// SPDX-License-Identifier: GPL-2.0
/*
 * State		Event				New state
 *
 * (start)		link up				Querier
 * Querier		query, lower address		Non-Querier, timer = OQPI
 * Non-Querier		query, lower address		Non-Querier, timer = OQPI
 * Non-Querier		other querier present timer	Querier
 *
 * "Lower" is struct qr_proto's precedes(). Beyond the RFC:
 *
 * - In IGMP every address of 169.254/16 is higher than every other (RFC 3927).
 *   So a host with a routable address gives way to routable ones alone; a host
 *   with only a 169.254 address gives way to every routable one and to lower
 *   169.254 ones; and a host without an address, or a passive one, takes the
 *   lowest in this order for the Querier as long as it is heard. A host that
 *   follows the RFC alone may go on with 169.254 beside a routable one; that is
 *   reported once.
 * - An unspecified address is none: a query from it never wins (RFC 4541
 *   2.1.1), and a host without an address gives way to every other.
 * - In passive mode this host never is the Querier.
 * - Of several that are lower than this host the lowest is the Querier, for as
 *   long as it is heard itself. They all keep the timer running.
 * - When this host's own address changes the comparison is made again, rather
 *   than after the other querier has gone silent.
 * - Robustness and Query Interval are taken over from the elected querier
 *   only (RFC 9776 4.1.6 says "the most recently received query"), so that a
 *   loser cannot change what an elected querier was told by its administrator.
 * - Their product counts as at most other_querier_max_ms, or as this host's own
 *   if that is larger: one forged query with QRV 7 and QQIC 255 would silence
 *   this host for 61.7 hours. A querier that really asks less often than that
 *   takes turns with this host.
 */
#include "election.h"

void qr_election_init(struct qr_election *election,
		      const struct qr_proto *proto)
{
	*election = (struct qr_election) { .proto = proto };
}

static bool has_other(const struct qr_election *election)
{
	return !qr_addr_any(&election->other);
}

static bool has_won(const struct qr_election *election,
		    const struct qr_params *params,
		    const union qr_addr *candidate)
{
	if (qr_addr_any(candidate))
		return false;
	if (params->mode == QR_MODE_PASSIVE || qr_addr_any(&election->own))
		return true;
	return election->proto->precedes(candidate, &election->own);
}

static void forget_other(struct qr_election *election)
{
	memset(&election->other, 0, sizeof(election->other));
	memset(election->other_mac, 0, sizeof(election->other_mac));
	election->robustness = 0;
	election->query_interval_ms = 0;
}

/* Compare again. What was taken over from a loser goes with it. */
static enum qr_outcome settle(struct qr_election *election,
			      const struct qr_params *params)
{
	bool had_other = has_other(election);
	bool was_querier = election->querier;

	if (!has_won(election, params, &election->other))
		forget_other(election);
	election->querier = params->mode != QR_MODE_PASSIVE &&
			    !has_other(election);

	if (election->querier == was_querier)
		return QR_UNCHANGED;
	if (election->querier)
		return had_other ? QR_WON : QR_STARTED;
	return has_other(election) ? QR_LOST : QR_STOPPED;
}

/* Compare again: this host has this address and mode now. */
enum qr_outcome qr_election_stand(struct qr_election *election,
				  const struct qr_params *params,
				  const union qr_addr *own)
{
	election->own = *own;
	return settle(election, params);
}

static ktime_t presence_end(const struct qr_election *election,
			    const struct qr_params *params, ktime_t heard)
{
	ktime_t span = qr_election_span(election, params);

	return ktime_add(heard,
			 qr_params_other_querier_present(params, span));
}

/* Is the elected one lower than the candidate, too, and still there? */
static bool loses_to_other(const struct qr_election *election,
			   const struct qr_params *params,
			   const union qr_addr *candidate, ktime_t now)
{
	return has_other(election) &&
	       election->proto->precedes(&election->other, candidate) &&
	       ktime_before(now, presence_end(election, params,
					      election->other_heard));
}

/*
 * @msg: a query that counts in elections, from an address that is not this
 * host's
 */
enum qr_outcome qr_election_heard(struct qr_election *election,
				  const struct qr_params *params,
				  const struct qr_msg *msg, ktime_t now)
{
	bool same = qr_addr_equal(&election->other, &msg->source);

	if (!has_won(election, params, &msg->source))
		return QR_UNCHANGED;
	election->lower_heard = now;
	if (loses_to_other(election, params, &msg->source, now))
		return QR_UNCHANGED;

	election->other = msg->source;
	election->last_other = msg->source;
	memcpy(election->other_mac, msg->mac, QR_MAC_LEN);
	election->other_heard = now;
	election->robustness = msg->robustness;
	election->query_interval_ms = msg->query_interval_ms;

	if (election->querier) {
		election->querier = false;
		return QR_LOST;
	}
	return same ? QR_UNCHANGED : QR_OTHER_CHANGED;
}

/* Has the other querier been silent for too long? */
enum qr_outcome qr_election_expire(struct qr_election *election,
				   const struct qr_params *params, ktime_t now)
{
	if (ktime_after(qr_election_next(election, params), now))
		return QR_UNCHANGED;

	forget_other(election);
	return settle(election, params) == QR_STARTED ? QR_WON : QR_STOPPED;
}

/* Return: when the other querier counts as gone, KTIME_MAX if there is none. */
ktime_t qr_election_next(const struct qr_election *election,
			 const struct qr_params *params)
{
	if (!has_other(election))
		return KTIME_MAX;
	return presence_end(election, params, election->lower_heard);
}

/*
 * The parameters in force: a Non-Querier goes by the elected querier's
 * Robustness Variable and Query Interval (RFC 9776 4.1.6, 4.1.7).
 */
struct qr_params qr_election_params(const struct qr_election *election,
				    const struct qr_params *params)
{
	struct qr_params adopted = *params;

	if (election->robustness)
		adopted.robustness = election->robustness;
	if (election->query_interval_ms)
		adopted.query_interval_ms = election->query_interval_ms;
	return adopted;
}

/*
 * Robustness Variable x Query Interval in force. What is adopted is limited,
 * what is configured is not.
 */
ktime_t qr_election_span(const struct qr_election *election,
			 const struct qr_params *params)
{
	struct qr_params adopted = qr_election_params(election, params);

	return min(qr_params_query_span(&adopted),
		   qr_params_query_span_max(params));
}
